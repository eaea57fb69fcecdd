namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>What is to be made and removed, over plain values.</summary>
public sealed class ReplicaPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly AppRecord _record = AppRecord.After(null, Bench.Wanted(Bench.Key(), s => s with { Replicas = 3 }));

    [Fact]
    public void Everything_that_is_missing_is_made_at_once() => Plan(Desired()).Make.Select(m => m.Slot).Should().Equal(0, 1, 2);

    [Fact]
    public void Only_what_is_missing_is_made() => Plan(Desired(), Current(0), Current(2)).Make.Select(m => m.Slot).Should().Equal(1);

    [Fact]
    public void What_is_more_than_wanted_goes() => Plan(Desired(), Current(0), Current(1), Current(2), Current(3)).Remove.Should().ContainSingle().Which.Slot.Should().Be(3);

    [Fact]
    public void Replicas_are_replaced_one_by_one()
    {
        ReplicaContainer[] former = [Former(0), Former(1), Former(2)];

        ReplicaPlan first = Plan(Desired(), former);
        ReplicaPlan waiting = ReplicaPlan.Of(Snapshot(Desired(), [.. former, Current(0)]), _ => false, Now);
        ReplicaPlan next = ReplicaPlan.Of(Snapshot(Desired(), [.. former, Current(0)]), r => r.IsRunning, Now);
        ReplicaPlan last = ReplicaPlan.Of(Snapshot(Desired(), [Former(2), Current(0), Current(1), Current(2)]), r => r.IsRunning, Now);

        (first.Make.Count, first.Remove.Count).Should().Be((1, 0));
        (waiting.Make.Count, waiting.Remove.Count).Should().Be((0, 0));
        (next.Make.Count, next.Remove.Count).Should().Be((0, 1), "no more than one beside what is wanted is held, and what is removed takes time to end");
        ReplicaPlan.Of(Snapshot(Desired(), [Former(1), Former(2), Current(0)]), r => r.IsRunning, Now).Make.Should().ContainSingle();
        last.Remove.Should().ContainSingle().Which.Revision.Should().Be("former");
    }

    [Fact]
    public void What_another_app_of_the_name_has_left_is_nothing_that_runs_until_the_next_is_ready()
    {
        ReplicaContainer stray = Former(0) with { Instance = Guid.NewGuid().ToString("N") };

        ReplicaPlan plan = Plan(Desired(), stray);

        plan.Remove.Should().Equal(stray);
        plan.Make.Should().HaveCount(2, "nothing is replaced, and what still ends takes the place of one");
    }

    [Fact]
    public void What_ran_before_a_stop_goes_and_takes_the_place_of_others_until_it_has()
    {
        DesiredApp stopped = Desired() with { Generation = 2, IsStopped = true };
        AppRecord again = AppRecord.After(AppRecord.After(_record, stopped), stopped with { Generation = 3, IsStopped = false });
        ReplicaPlan Then(params ReplicaContainer[] replicas) => ReplicaPlan.Of(Snapshot(again.Desired, replicas) with { Record = again }, r => r.IsRunning, Now);

        ReplicaPlan full = Then(Current(0), Current(1), Current(2));
        ReplicaPlan free = Then(Current(1), Of(again.Revision, 0) with { Generation = 3 });

        (full.Make.Count, full.Remove.Count).Should().Be((0, 3));
        (free.Make.Select(m => m.Slot).Single(), free.Remove.Count).Should().Be((1, 1));
    }

    [Fact]
    public void Nothing_is_left_of_what_is_stopped_or_suspended()
    {
        Plan(Desired() with { IsStopped = true }, Current(0), Former(1)).Remove.Should().HaveCount(2);
        Plan(Desired() with { IsSuspended = true }, Current(0), Former(1)).Remove.Should().HaveCount(2);
    }

    [Fact]
    public void What_ended_is_made_again_after_a_while_and_the_former_attempt_goes_once_the_next_is_there()
    {
        ReplicaContainer ended = Current(0) with { State = "exited", Attempt = 3, End = new ContainerEnd(Now - TimeSpan.FromSeconds(5), 1, false, null) };
        DesiredApp one = Desired() with { Spec = Desired().Spec with { Replicas = 1 } };

        Plan(one, ended).Should().BeEquivalentTo(new { LookAgain = TimeSpan.FromSeconds(3) });
        ReplicaPlan due = Plan(one, ended with { End = ended.End! with { At = Now - TimeSpan.FromSeconds(9) } });
        due.Make.Should().Equal(new PlannedReplica(0, 4, ended.Since));
        due.Remove.Should().BeEmpty("its attempt is counted by it");
        Plan(one, ended, Current(0) with { Attempt = 4 }).Remove.Should().Equal(ended);
    }

    [Theory]
    [InlineData(RestartPolicy.Always, 0, true)]
    [InlineData(RestartPolicy.OnFailure, 0, false)]
    [InlineData(RestartPolicy.OnFailure, 1, true)]
    [InlineData(RestartPolicy.Never, 1, false)]
    public void The_policy_says_what_is_made_again(RestartPolicy policy, int exitCode, bool expected)
    {
        ReplicaContainer ended = Current(0) with { State = "exited", End = new ContainerEnd(Now - TimeSpan.FromHours(1), exitCode, false, null) };

        Plan(Desired() with { Spec = Desired().Spec with { Replicas = 1, Restart = policy } }, ended).Make.Any().Should().Be(expected);
    }

    [Fact]
    public void What_nobody_started_in_time_goes()
    {
        ReplicaContainer waiting = Current(0) with { State = "created", Created = Now - TimeSpan.FromSeconds(10) };

        Plan(Desired(), waiting).Should().BeEquivalentTo(new { LookAgain = TimeSpan.FromSeconds(20), Remove = Array.Empty<ReplicaContainer>() });
        Plan(Desired(), waiting with { Created = Now - TimeSpan.FromSeconds(31) }).Remove.Should().ContainSingle();
    }

    [Fact]
    public void A_job_is_ended_at_its_deadline_and_what_ended_is_kept()
    {
        DesiredApp job = Desired() with { Spec = Desired().Spec with { Replicas = 1, Job = new AppJob { Deadline = TimeSpan.FromMinutes(1), Retries = 1 } } };
        ReplicaContainer running = Current(0) with { Since = Now - TimeSpan.FromMinutes(2) };
        ReplicaContainer ended = running with { State = "exited", End = new ContainerEnd(Now, 0, false, null) };

        Plan(job, running).End.Should().Equal(running);
        Plan(job, ended).Should().BeEquivalentTo(new { Make = Array.Empty<PlannedReplica>(), Remove = Array.Empty<ReplicaContainer>(), End = Array.Empty<ReplicaContainer>() });
        Snapshot(job, ended).OutcomeAt(Now).Should().Be(JobOutcome.Succeeded);
        Snapshot(job, ended with { End = ended.End! with { ExitCode = 1 } }).OutcomeAt(Now).Should().Be(JobOutcome.Failed, "its time is over");
        Snapshot(job, ended with { Since = Now, End = ended.End! with { ExitCode = 1 } }).OutcomeAt(Now).Should().BeNull("it has another attempt");
        Snapshot(job, ended with { Since = Now, Attempt = 1, End = ended.End! with { ExitCode = 1 } }).OutcomeAt(Now).Should().Be(JobOutcome.Failed);
    }

    private DesiredApp Desired() => _record.Desired;

    private ReplicaPlan Plan(DesiredApp desired, params ReplicaContainer[] replicas) => ReplicaPlan.Of(Snapshot(desired, replicas), r => r.IsRunning, Now);

    private AppSnapshot Snapshot(DesiredApp desired, params ReplicaContainer[] replicas) =>
        new(new Anchor("id", Labels.AppAnchor, "key", 1, AnchorRemoval.None, string.Empty), _record with { Desired = desired }, replicas);

    private ReplicaContainer Current(int slot) => Of(_record.Revision, slot);

    private ReplicaContainer Former(int slot) => Of("former", slot);

    private ReplicaContainer Of(string revision, int slot) => new()
    {
        Id = $"{revision}-{slot}",
        Instance = Desired().Instance.ToString("N"),
        Revision = revision,
        Generation = 1,
        Amounts = new ResourceAmounts { Containers = 1 },
        Slot = slot,
        Attempt = 0,
        Since = Now,
        Created = Now,
        State = "running",
    };
}
