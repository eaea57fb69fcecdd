namespace Hivemind.Tenancy.Tests;

/// <summary>One row of the table: what comes of one call, by caller.</summary>
/// <param name="Method">The manager's method, as in <see cref="ManagerCalls.Methods"/>.</param>
/// <param name="Variant">The target, and what is asked of it.</param>
/// <param name="Expected">The outcomes in the order of <see cref="Caller"/>, see <see cref="Outcome"/>.</param>
/// <param name="Call">The call; returns its result, or <see cref="Done"/> when it has none.</param>
/// <param name="Prepare">What the host does before.</param>
internal sealed record ContextRule(
    string Method, string Variant, string Expected, Func<TenancyHost, Task<object?>> Call, Func<TenancyHost, Task>? Prepare = null)
{
    public const string Done = "done";

    public static ContextRule Of<T>(
        string method, string variant, string expected, Func<TenancyHost, ValueTask<T>> call, Func<TenancyHost, Task>? prepare = null) =>
        new(method, variant, expected, async host => await call(host), prepare);

    public static ContextRule Of(string method, string variant, string expected, Func<TenancyHost, ValueTask> call, Func<TenancyHost, Task>? prepare = null) =>
        new(
            method,
            variant,
            expected,
            async host =>
            {
                await call(host);
                return Done;
            },
            prepare);
}
