namespace Hivemind.Tenancy.Tests;

public sealed class IsolationValueTests
{
    [Fact]
    public void Verdict_says_yes_or_no_and_why()
    {
        IsolationVerdict.Allow("It is shared.").Should().Match<IsolationVerdict>(v => v.IsAllowed && v.Reason == "It is shared.");
        IsolationVerdict.Deny("It is taken.").Should().Match<IsolationVerdict>(v => !v.IsAllowed && v.Reason == "It is taken.");
    }

    [Fact]
    public void Verdict_default_is_a_refusal()
    {
        default(IsolationVerdict).IsAllowed.Should().BeFalse();
        default(IsolationVerdict).Reason.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Node_and_volume_say_whose_they_are()
    {
        new Node("node-1").DedicatedTo.Should().BeNull();
        new Node("node-1", Some.TenantId).DedicatedTo.Should().Be((TenantReference)Some.TenantId);
        new Volume("volume-1").OwnedBy.Should().BeNull();
        new Volume("volume-1", Some.TenantId).OwnedBy.Should().Be((TenantReference)Some.TenantId);
        new Node("node-1", Some.TenantId).Should().Be(new Node("node-1", Some.TenantId)).And.NotBe(new Node("node-1"));
        new Volume("volume-1", Some.TenantId).Should().Be(new Volume("volume-1", Some.TenantId)).And.NotBe(new Volume("volume-1"));
    }

    [Fact]
    public void Workload_refuses_null_and_does_not_change_with_the_lists_it_was_given()
    {
        List<Volume> volumes = [new("volume-1")];
        RunningWorkload workload = new() { Name = "api", Node = new Node("node-1"), Volumes = volumes };

        volumes.Clear();

        workload.Volumes.Should().ContainSingle();
        ((Action)(() => _ = workload with { Node = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = workload with { Volumes = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = workload with { Volumes = [null!] })).Should().Throw<ArgumentException>();
        ((Action)(() => _ = workload with { NetworkPeers = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = workload with { NetworkPeers = [null!] })).Should().Throw<ArgumentException>();
    }
}
