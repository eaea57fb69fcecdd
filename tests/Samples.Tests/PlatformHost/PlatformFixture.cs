using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Samples.Tests;

/// <summary>One platform for all tests of a class.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    private PlatformProcess? _platform;

    public Uri Address => _platform!.Address;

    internal string Output => _platform!.Output;

    internal HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _platform = await PlatformProcess.StartAsync("--store", "memory");
        Client.BaseAddress = _platform.Address;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }
    }

    internal Task<string> SignInAsync(string user) => SignInAsync(Client, user);

    internal static async Task<string> SignInAsync(HttpClient client, string user)
    {
        using HttpResponseMessage response = await client.PostAsync($"/demo/sign-in?user={user}", null, TestContext.Current.CancellationToken);
        JsonElement token = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return token.GetProperty("access_token").GetString()!;
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, string? tenant = null, object? body = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (tenant is not null)
        {
            request.Headers.Add("X-Tenant-Id", tenant);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
