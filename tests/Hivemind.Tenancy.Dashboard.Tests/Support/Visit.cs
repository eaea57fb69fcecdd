using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Somebody's browser at the dashboard. What the browser complains about (a policy that was violated, a script that failed) fails the test at its end.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _address;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Visit(IBrowserContext context, IPage page, string address)
    {
        _context = context;
        _address = address;
        Page = page;
        page.Console += (_, message) =>
        {
            // A page that says no (403, 404, 409, 422) is an answer, not a fault of the page.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens a page below the dashboard's address.</summary>
    public Task<IResponse?> GoAsync(string path) => Page.GotoAsync(_address + path);

    /// <summary>Stores what the page looks like as output of the tests.</summary>
    public async Task ScreenshotAsync(string name) => await Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(AppContext.BaseDirectory, "screenshots", name + ".png"),
        FullPage = true,
    });

    /// <summary>What axe-core finds that is serious or critical, one line each.</summary>
    public async Task<IReadOnlyList<string>> AxeAsync()
    {
        AxeResult result = await Page.RunAxe();
        return [.. result.Violations
            .Where(v => v.Impact is "serious" or "critical")
            .SelectMany(v => v.Nodes.Select(n => $"{v.Impact} {v.Id}: {v.Help} {n.Html}"))];
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _complaints.Should().BeEmpty("a browser has nothing to complain about on {0}", _address);
    }
}
