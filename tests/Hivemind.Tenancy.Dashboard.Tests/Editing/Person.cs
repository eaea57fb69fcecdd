namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Somebody who fills in forms as a browser without script would: all fields as they stand in the page, but for those that are typed over.</summary>
internal sealed class Person(DashboardHost host, string user) : IDisposable
{
    private readonly HttpClient _client = host.Client(user);

    public async Task<SentPage> OpenAsync(string path) => await ReadAsync(await _client.GetAsync(host.Address + path, TestContext.Current.CancellationToken));

    /// <summary>Sends a form of a page, with some fields typed over; null takes one out.</summary>
    public Task<SentPage> SendAsync(SentPage page, string path, string card, params (string Field, string? Text)[] typed)
    {
        Dictionary<string, string> fields = page.Form(card);
        foreach ((string field, string? text) in typed)
        {
            fields.Remove(field);
            if (text is not null)
            {
                fields[field] = text;
            }
        }

        return PostAsync(path, fields);
    }

    public async Task<SentPage> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) => await ReadAsync(
        await _client.PostAsync(host.Address + path, new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken));

    /// <summary>Opens a page and sends one of its forms.</summary>
    public async Task<SentPage> ChangeAsync(string path, string card, params (string Field, string? Text)[] typed) =>
        await SendAsync(await OpenAsync(path), path, card, typed);

    public void Dispose() => _client.Dispose();

    private static async Task<SentPage> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            return new SentPage(answer.StatusCode, answer.Headers.Location?.ToString(), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
