using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Testing;

/// <summary>One promise of a contract, as a test that any test framework can run.</summary>
/// <typeparam name="THarness">What the case is run against: <see cref="TenantStoreHarness"/>, <see cref="RbacHarness"/> or <see cref="RbacProviderHarness"/>.</typeparam>
public sealed class ConformanceCase<THarness>
    where THarness : class, IAsyncDisposable
{
    private readonly Func<THarness, CancellationToken, Task> _run;

    internal ConformanceCase(string name, Func<THarness, CancellationToken, Task> run)
    {
        Name = name;
        _run = run;
    }

    /// <summary>What is promised, unique within its suite: <c>Admit: holds all or nothing</c>.</summary>
    public string Name { get; }

    /// <summary>Runs the case against a fresh harness, which it disposes of. Runs on the thread pool, without a tenant context, for 10 minutes at most.</summary>
    /// <param name="createHarness">Makes a harness over an empty store. Called once.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ConformanceException">The contract is not kept.</exception>
    public async Task RunAsync(Func<CancellationToken, ValueTask<THarness>> createHarness, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createHarness);
        THarness harness = await createHarness(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = harness.ConfigureAwait(false);
        try
        {
            await StartApart(harness, cancellationToken).WaitAsync(ConformanceSuite.TimeLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (ConformanceException e)
        {
            throw new ConformanceException($"{Name}: {e.Message}", e.InnerException);
        }
        catch (TimeoutException e)
        {
            throw new ConformanceException($"{Name}: expected an end within {ConformanceSuite.TimeLimit}, but it hangs.", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConformanceException($"{Name}: expected no exception here, but found {e.GetType().Name}: {e.Message}", e);
        }
    }

    /// <summary>Runs the case as a part of another.</summary>
    internal Task RunOnAsync(THarness harness, CancellationToken cancellationToken) => _run(harness, cancellationToken);

    /// <summary>The <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    /// <summary>Starts it on its own: what the runner has entered is no business of an adapter.</summary>
    private Task StartApart(THarness harness, CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => _run(harness, cancellationToken), cancellationToken);
        }
    }
}
