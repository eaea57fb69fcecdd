using System.Text;
using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Reads the last lines of an app, as many as fit on a page.</summary>
internal static class AppLogReader
{
    public const int MostLines = 200;

    /// <summary>Most characters of a line.</summary>
    public const int LineLength = 2000;

    /// <summary>Most bytes of all lines, in UTF-8.</summary>
    public const int MostBytes = 64 * 1024;

    public static async Task<AppLog> ReadAsync(IAppManager apps, App app, CancellationToken cancellationToken)
    {
        Dictionary<string, int> numbers = app.Replicas.Select((r, i) => (r.Id, Number: i + 1)).ToDictionary(r => r.Id, r => r.Number, StringComparer.Ordinal);
        Queue<(AppLogRow Row, int Bytes)> rows = new();
        int bytes = 0;
        bool isCut = false;
        IAsyncEnumerable<AppLogLine> lines = await apps.ReadLogsAsync(
            app.Key.Tenant, app.Key.Namespace, app.Key.Name, new AppLogQuery { Tail = MostLines }, cancellationToken).ConfigureAwait(false);
        await foreach (AppLogLine line in lines.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            string text = LogText.Harmless(line.Text, LineLength);
            int size = Encoding.UTF8.GetByteCount(text);
            rows.Enqueue((new AppLogRow(numbers.TryGetValue(line.Replica, out int number) ? number : null, line.At, text, line.IsError), size));
            bytes += size;
            while (bytes > MostBytes || rows.Count > MostLines)
            {
                bytes -= rows.Dequeue().Bytes;
                isCut = true;
            }
        }

        return new AppLog([.. rows.Select(r => r.Row)], isCut);
    }
}
