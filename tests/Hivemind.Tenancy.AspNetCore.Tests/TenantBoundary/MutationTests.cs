using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// Random mutations of valid requests. HIVEMIND_MUTATIONS says how many (10,000), HIVEMIND_SEED repeats a run.
/// </summary>
public sealed class MutationTests
{
    private const int Clients = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    private static readonly int Seed = Setting("HIVEMIND_SEED", Environment.TickCount & 0xFFFFFF);
    private static readonly int Mutations = Setting("HIVEMIND_MUTATIONS", 10_000);

    /// <summary>Otherwise mutations would explore nothing but refusals.</summary>
    [Fact]
    public async Task Valid_requests_are_valid_and_cover_every_operation()
    {
        await using AttackedHost host = await AttackedHost.StartAsync();
        IEnumerable<string?> operations = host.Web.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).OfType<string>();
        ValidRequests.Api.Select(r => r.Operation).Should().BeEquivalentTo(operations);
        foreach ((string operation, AttackRequest request) in ValidRequests.Api)
        {
            RawAnswer answer = (await RawClient.SendAsync(host.Address, request.As("root").ToText())).Single();
            answer.Status.Should().BeInRange(200, 299, "{0} was answered with {1}", operation, answer);
        }
    }

    [Fact]
    public async Task Valid_requests_name_acme_in_every_way()
    {
        await using AttackedHost host = await AttackedHost.StartAsync();
        foreach (AttackRequest request in ValidRequests.Resolved)
        {
            RawAnswer answer = await host.AttackAsync(request.ToText());
            answer.Status.Should().Be(200, "{0} was answered with {1}", request.Target, answer);
            answer.Body.Should().Contain("SECRET-ACME description");
        }
    }

    [Theory]
    [InlineData(7, "mallory", "mallory", "vera", "stranger", null)]
    [InlineData(1, "vera", "stranger", null)]
    public async Task Mutated_requests_of_attackers_never_fail_nor_reach_another_tenant(int tenths, params string?[] users)
    {
        await using AttackedHost host = await AttackedHost.StartAsync();
        string acme = await TenantSnapshot.TakeAsync(host.Web.Services, WebTestHost.Acme);

        await AttackAsync(host, Mutations * tenths / 10, users, answer => AttackedHost.Leaks(answer) ? "it reveals globex" : null);

        await host.ShouldBeUntouchedAsync();
        if (!users.Contains("mallory"))
        {
            (await TenantSnapshot.TakeAsync(host.Web.Services, WebTestHost.Acme)).Should().Be(acme);
        }
    }

    [Fact]
    public async Task Mutated_requests_of_the_administrator_never_fail()
    {
        await using AttackedHost host = await AttackedHost.StartAsync();

        await AttackAsync(host, Mutations * 2 / 10, ["root"], _ => null);
    }

    private static async Task AttackAsync(AttackedHost host, int count, string?[] users, Func<string, string?> judge)
    {
        AttackRequest[] valid = [.. ValidRequests.Api.Select(r => r.Request), .. ValidRequests.Resolved];
        ConcurrentQueue<string> failures = [];
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (int number = Interlocked.Increment(ref next); number <= count && failures.Count < 10; number = Interlocked.Increment(ref next))
            {
                if (number % 100 == 0)
                {
                    await Secrets.RestoreAcmeAsync(host.Web);
                }

                Random random = new(unchecked((Seed * 1_000_003) + number));
                (byte[] bytes, bool isWhole) = new Mutator(random, users).Spoil(valid[random.Next(valid.Length)]);
                byte[] answer = await RawClient.ExchangeAsync(host.Address, bytes, isWhole ? null : Patience);
                if (Judge(answer, bytes, isWhole, judge) is { } failure)
                {
                    failures.Enqueue($"HIVEMIND_SEED={Seed}, mutation {number}: {failure}\n{Encoding.Latin1.GetString(bytes)}\n-> {Encoding.Latin1.GetString(answer)}");
                }
            }
        })));
        failures.Should().BeEmpty("and endpoints threw {0}", string.Join('\n', host.Faults.Take(3)));
    }

    private static string? Judge(byte[] answer, byte[] request, bool isWhole, Func<string, string?> judge)
    {
        if (answer.Length == 0)
        {
            return isWhole ? "it was not answered" : null;
        }

        string text = Encoding.Latin1.GetString(answer);
        try
        {
            return RawAnswers.Parse(answer, request.AsSpan().StartsWith("HEAD "u8)).Any(a => a.Status >= 500 && a.Status != 505) ? "it failed" : judge(text);
        }
        catch (FormatException) when (text.Contains("text/event-stream", StringComparison.Ordinal))
        {
            // A stream goes on until the caller, who does not wait for ever, or the host has ended the connection.
            return judge(text);
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
