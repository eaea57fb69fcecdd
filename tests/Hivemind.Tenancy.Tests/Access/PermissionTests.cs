namespace Hivemind.Tenancy.Tests;

public sealed class PermissionTests
{
    private static readonly string[] Parts = ["*", "containers", "services"];

    [Theory]
    [InlineData("containers:deploy", "containers", "deploy")]
    [InlineData("*:read", "*", "read")]
    [InlineData("quotas:*", "quotas", "*")]
    [InlineData("*:*", "*", "*")]
    [InlineData("role-bindings:update", "role-bindings", "update")]
    [InlineData("a:0", "a", "0")]
    public void Parse_reads_resource_and_action_and_ToString_writes_them(string text, string resource, string action)
    {
        Permission permission = Permission.Parse(text);

        permission.Resource.Should().Be(resource);
        permission.Action.Should().Be(action);
        permission.Should().Be(new Permission(resource, action));
        permission.ToString().Should().Be(text);
        Permission.TryParse(text, out Permission tried).Should().BeTrue();
        tried.Should().Be(permission);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("containers")]
    [InlineData("containers:")]
    [InlineData(":deploy")]
    [InlineData("containers:deploy:now")]
    [InlineData("containers:deploy:")]
    [InlineData("containers: deploy")]
    [InlineData(" containers:deploy")]
    [InlineData("containers:deploy\n")]
    [InlineData("Containers:deploy")]
    [InlineData("containers:de*")]
    [InlineData("**:deploy")]
    [InlineData("containers.deploy")]
    [InlineData("-:deploy")]
    [InlineData("cöntainers:deploy")]
    public void Parse_refuses_anything_else(string text)
    {
        ((Func<Permission>)(() => Permission.Parse(text))).Should().Throw<FormatException>().WithMessage($"*'{text}'*resource:action*");
        Permission.TryParse(text, out Permission permission).Should().BeFalse();
        permission.Should().Be(default(Permission));
    }

    [Fact]
    public void Null_is_refused()
    {
        ((Func<Permission>)(() => Permission.Parse(null!))).Should().Throw<ArgumentNullException>();
        Permission.TryParse(null, out _).Should().BeFalse();
        ((Action)(() => _ = new Permission(null!, "read"))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new Permission("containers", null!))).Should().Throw<ArgumentNullException>();
    }

    [Theory]
    [InlineData("", "read")]
    [InlineData("containers", "")]
    [InlineData("Containers", "read")]
    [InlineData("containers", "READ")]
    [InlineData("containers:x", "read")]
    [InlineData("containers", "re*")]
    public void Part_that_is_neither_a_label_nor_any_is_refused(string resource, string action) =>
        ((Action)(() => _ = new Permission(resource, action))).Should().Throw<ArgumentException>().WithMessage("*1 to 63*");

    [Fact]
    public void Part_is_at_most_a_label_long()
    {
        new Permission(Texts.OfLength(63), Texts.OfLength(63)).Resource.Should().HaveLength(63);
        ((Action)(() => _ = new Permission(Texts.OfLength(64), "read"))).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("containers:deploy", "containers:deploy", true)]
    [InlineData("containers:deploy", "containers:stop", false)]
    [InlineData("containers:deploy", "services:deploy", false)]
    [InlineData("containers:deploy", "containers:*", false)]
    [InlineData("containers:deploy", "*:deploy", false)]
    [InlineData("containers:*", "containers:deploy", true)]
    [InlineData("containers:*", "containers:*", true)]
    [InlineData("containers:*", "*:*", false)]
    [InlineData("*:deploy", "services:deploy", true)]
    [InlineData("*:deploy", "*:deploy", true)]
    [InlineData("*:deploy", "*:stop", false)]
    [InlineData("*:*", "containers:deploy", true)]
    [InlineData("*:*", "*:*", true)]
    [InlineData("containers:deploy", "containers-x:deploy", false)]
    [InlineData("containers:deploy", "containers:deployments", false)]
    public void Covers_needs_each_part_to_be_the_same_or_any(string held, string asked, bool covers) =>
        Permission.Parse(held).Covers(Permission.Parse(asked)).Should().Be(covers);

    [Fact]
    public void Covers_of_all_combinations_follows_the_rule()
    {
        Permission[] all = [.. from resource in Parts from action in Parts select new Permission(resource, action)];
        foreach (Permission held in all)
        {
            foreach (Permission asked in all)
            {
                bool covers = (held.Resource == "*" || held.Resource == asked.Resource) && (held.Action == "*" || held.Action == asked.Action);

                held.Covers(asked).Should().Be(covers, "{0} is held and {1} asked for", held, asked);
            }
        }
    }

    [Fact]
    public void Default_covers_nothing_and_is_covered_by_nothing()
    {
        Permission everything = Permission.Parse("*:*");

        default(Permission).Covers(everything).Should().BeFalse();
        default(Permission).Covers(default).Should().BeFalse();
        everything.Covers(default).Should().BeFalse();
    }

    [Fact]
    public void Permissions_that_say_the_same_are_equal()
    {
        Permission.Parse("a:b").Should().Be(new Permission("a", "b"));
        Permission.Parse("a:b").GetHashCode().Should().Be(new Permission("a", "b").GetHashCode());
        Permission.Parse("a:b").Should().NotBe(Permission.Parse("b:a"));
        Permission.Parse("a:b").Should().NotBe(default(Permission));
    }
}
