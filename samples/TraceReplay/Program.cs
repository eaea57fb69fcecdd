using Hivemind.Tenancy;
using Hivemind.Tenancy.Samples;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace TraceReplay;

/// <summary>Replays a workload log against tenants with quotas; <c>--help</c> says how.</summary>
internal static class Program
{
    private const int Replayed = 0;
    private const int Unreadable = 1;
    private const int Malformed = 2;
    private const int Interrupted = 130;

    internal static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            ReplayOptions options = CommandLine.Parse(arguments);
            if (options.Help)
            {
                await output.WriteLineAsync(CommandLine.Help);
                return Replayed;
            }

            return await RunAsync(options, output, error, cancellationToken);
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync($"{e.Message} --help tells more.");
            return Malformed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or TenancyStoreException)
        {
            await error.WriteLineAsync(e.Message);
            return Unreadable;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted.");
            return Interrupted;
        }
    }

    private static async Task<int> Main(string[] arguments)
    {
        using CancellationTokenSource interrupt = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true; // leave in good order
            interrupt.Cancel();
        };
        return await RunAsync(arguments, Console.Out, Console.Error, interrupt.Token);
    }

    private static async Task<int> RunAsync(
        ReplayOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<TenantId, ResourceQuotas> ownQuotas = options.QuotasPath is { } path
            ? await QuotaFile.ReadAsync(path, cancellationToken)
            : new Dictionary<TenantId, ResourceQuotas>();
        SwfLog log = await SwfReader.ReadAsync(options.LogPath, cancellationToken);
        if (log.Malformed > 0 && !options.Lenient)
        {
            await ComplainAsync(options.LogPath, log, error);
            return Malformed;
        }

        if (log.Jobs.Count == 0)
        {
            await error.WriteLineAsync($"{options.LogPath}: there are no jobs in it.");
        }

        ReplayReport report = await ReplayAsync(log, options, id => ownQuotas.GetValueOrDefault(id, options.Quotas), error, cancellationToken);
        foreach (TenantId unused in ownQuotas.Keys.Where(id => !report.Tenants.ContainsKey(id.Value)))
        {
            await error.WriteLineAsync($"{options.QuotasPath}: no job of the log belongs to {unused}.");
        }

        if (options.Lenient)
        {
            report = report with { Totals = report.Totals with { Malformed = log.Malformed } };
        }

        if (options.Json)
        {
            ReportWriter.WriteJson(output, report);
        }
        else
        {
            ReportWriter.WriteTable(output, report);
            if (options.Statement)
            {
                StatementWriter.Write(output, report);
            }
        }

        return Replayed;
    }

    /// <summary>Sets up the library as a host does, with a clock of its own.</summary>
    private static async Task<ReplayReport> ReplayAsync(
        SwfLog log, ReplayOptions options, Func<TenantId, ResourceQuotas> quotasOf, TextWriter error, CancellationToken cancellationToken)
    {
        SimulatedClock clock = new();
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(clock);

        // Leases go by the store's time, which here is the log's, too.
        services.AddSingleton(new StoreClock(clock));
        services.AddHivemindTenancy(tenancy => tenancy.Metering = options.Statement).UseStore(options.Store);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await StoreArgument.MigrateAsync(provider, options.Store, cancellationToken);

        TraceReplayer replayer = new(
            provider.GetRequiredService<ITenantManager>(),
            provider.GetRequiredService<IAccessManager>(),
            provider.GetRequiredService<IQuotaManager>(),
            options.Statement ? provider.GetRequiredService<IUsageMeter>() : null,
            clock,
            quotasOf);
        return await Terminal.WithProgressAsync(
            error, "Replaying", log.Jobs.Count, onProgress => replayer.RunAsync(log, onProgress, cancellationToken));
    }

    private static async Task ComplainAsync(string path, SwfLog log, TextWriter error)
    {
        foreach (SwfProblem problem in log.Problems)
        {
            await error.WriteLineAsync($"{path}, line {problem.Line}: {problem.Reason}.");
        }

        string more = log.Malformed > log.Problems.Count ? $"; the first {log.Problems.Count} are shown" : string.Empty;
        await error.WriteLineAsync($"{log.Malformed} malformed {Printable.Noun(log.Malformed, "line")}{more}. Nothing was replayed; --lenient skips {(log.Malformed == 1 ? "it" : "them")}.");
    }
}
