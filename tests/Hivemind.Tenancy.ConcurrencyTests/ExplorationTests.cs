using System.Reflection;
using Microsoft.Coyote.Runtime;
using Xunit.Sdk;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>
/// The tests' own positive control: if the rewriter did not run, or lost control of the scheduler, a race would go
/// unseen and every other test here would pass for nothing.
/// </summary>
public sealed class ExplorationTests
{
    [Fact]
    public void Library_under_test_is_the_rewritten_copy()
    {
        var signatures = Assembly.Load("Hivemind.Tenancy").GetCustomAttributesData().Select(a => a.AttributeType.Name);

        signatures.Should().Contain("RewritingSignatureAttribute");
    }

    [Fact]
    public void Lost_update_is_found()
    {
        var result = Exploration.Run(() => Increment(new Counter()));

        result.Failure.Should().Contain("lost update");
        result.Trace.Should().NotBeEmpty();
    }

    [Fact]
    public void Failing_schedule_is_reported_with_its_seed_and_trace()
    {
        var act = () => Exploration.Explore(() => Increment(new Counter()));

        act.Should().Throw<FailException>()
            .WithMessage("*lost update*HIVEMIND_SCHEDULE_SEED=*HIVEMIND_SCHEDULE_TRACE=*");
    }

    [Fact]
    public void Lock_on_an_object_is_understood() => Exploration.Explore(() => Increment(new LockedCounter()));

    private static async Task Increment(Counter counter)
    {
        await Concurrently.RunAsync(IncrementAsync, IncrementAsync);

        if (counter.Value != 2)
        {
            throw new InvalidOperationException("lost update");
        }

        Task IncrementAsync()
        {
            counter.Increment();
            return Task.CompletedTask;
        }
    }

    private class Counter
    {
        public int Value { get; private set; }

        public virtual void Increment()
        {
            var read = Value;
            SchedulingPoint.Interleave();
            Value = read + 1;
        }
    }

    private sealed class LockedCounter : Counter
    {
        private readonly object _gate = new();

        public override void Increment()
        {
            lock (_gate)
            {
                base.Increment();
            }
        }
    }
}
