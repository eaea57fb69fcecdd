namespace Hivemind.Tenancy.Workloads.Tests.Apps;

public sealed class AppSpecTests
{
    private static readonly AppSpec Spec = Platform.Shop();

    public static TheoryData<string, string> Refusals => [.. Cases.Select(c => (c.Member, c.Says))];

    private static (string Member, string Says, Func<object> Make)[] Cases =>
    [
        ("Name", "*Name 'Shop' is refused: 1 to 63 of a-z*", () => Spec with { Name = "Shop" }),
        ("Name too long", "*Name 'aaa*' is refused*", () => Spec with { Name = new string('a', 64) }),
        ("Namespace", "*Namespace 'a/b' is refused*", () => Spec with { Namespace = "a/b" }),
        ("Image", "*Image 'nginx latest' is refused*", () => Spec with { Image = "nginx latest" }),
        ("Image empty", "*Image '' is refused: 1 to 512*", () => Spec with { Image = "" }),
        ("Replicas", "*Replicas 0 is refused: 1 to 1000 is allowed*", () => Spec with { Replicas = 0 }),
        ("PerReplica", "*PerReplica 'containers 1' is refused*counted by themselves*", () => Spec with { PerReplica = new ResourceAmounts { Containers = 1 } }),
        ("Port", "*Number 70000 is refused: 1 to 65535 is allowed*", () => new AppPort(70_000)),
        ("Environment name", "*Environment '1A' is refused: a name is*", () => Spec with { Environment = new Dictionary<string, string> { ["1A"] = "x" } }),
        ("Environment =", "*Environment 'A=B' is refused*", () => Spec with { Environment = new Dictionary<string, string> { ["A=B"] = "x" } }),
        ("Environment value", "*Environment A 'with control characters' is refused*", () => Spec with { Environment = new Dictionary<string, string> { ["A"] = "secret\0" } }),
        ("Secrets", "*Secrets 'a b' is refused*", () => Spec with { Secrets = new Dictionary<string, SecretReference> { ["a b"] = new("x") } }),
        ("Labels", "*Labels a 'line*break' is refused*", () => Spec with { Labels = new Dictionary<string, string> { ["a"] = "line\nbreak" } }),
        ("Path relative", "*Path 'data' is refused: an absolute path*", () => VolumeMount.Existing("data", "data")),
        ("Path up", "*Path '/a/../etc' is refused*", () => VolumeMount.Existing("data", "/a/../etc")),
        ("Path option", "*Path '/a:ro' is refused*", () => VolumeMount.Existing("data", "/a:ro")),
        ("Path root", "*Path '/' is refused*", () => VolumeMount.Existing("data", "/")),
        ("Volume", "*Volume '../x' is refused*", () => VolumeMount.Existing("../x", "/data")),
        ("Size", "*SizeBytes 0 is refused*", () => VolumeMount.Own("data", "/data", 0)),
        ("Readiness", "*Deadline 00:00:00 is refused*", () => new AppReadiness { Deadline = TimeSpan.Zero }),
        ("Readiness port", "*Port 0 is refused*", () => new AppReadiness { Port = 0 }),
        ("Job retries", "*Retries -1 is refused: 0 to 100*", () => new AppJob { Retries = -1 }),
        ("Job deadline", "*Deadline 31* is refused*", () => new AppJob { Deadline = TimeSpan.FromDays(31) }),
        ("Restart", "*Restart 9 is refused: Always, OnFailure, Never*", () => Spec with { Restart = (RestartPolicy)9 }),
        ("Command", "*Command '*' is refused*", () => Spec with { Command = ["a\0b"] }),
        ("Twice a port", "*Ports name 80/Tcp twice*", () => (Spec with { Ports = [new AppPort(80), new AppPort(80)] }).Validated("spec")),
        ("Twice a path", "*Volumes name the path '/d' twice*", () => (Spec with { Volumes = [VolumeMount.Own("a", "/d", 1), VolumeMount.Own("b", "/d", 1)] }).Validated("spec")),
        ("Twice a volume", "*Volumes name 'a' twice*", () => (Spec with { Volumes = [VolumeMount.Own("a", "/d", 1), VolumeMount.Existing("a", "/e")] }).Validated("spec")),
        ("Twice a variable", "*'A' is in Environment and in Secrets*", () => (Spec with { Environment = new Dictionary<string, string> { ["A"] = "x" }, Secrets = new Dictionary<string, SecretReference> { ["A"] = new("x") } }).Validated("spec")),
        ("Too much", "*more than can be counted*", () => (Spec with { PerReplica = new ResourceAmounts { MemoryBytes = long.MaxValue } }).Validated("spec")),
        ("Too much CPU", "*more than can be counted*", () => (Spec with { PerReplica = new ResourceAmounts { CpuCores = long.MaxValue / 1000m } }).Validated("spec")),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Message_names_the_member_the_value_and_what_is_allowed(string member, string says)
    {
        Func<object> make = Cases.Single(c => c.Member == member).Make;

        make.Should().Throw<ArgumentException>().WithMessage(says);
    }

    [Fact]
    public void Value_of_a_variable_is_never_in_a_message_nor_in_a_text()
    {
        Func<object> make = () => Spec with { Environment = new Dictionary<string, string> { ["TOKEN"] = "s3cret\0" } };
        make.Should().Throw<ArgumentException>().Which.Message.Should().NotContain("s3cret");

        (Spec with { Environment = new Dictionary<string, string> { ["TOKEN"] = "s3cret" } }).ToString().Should().Contain("TOKEN").And.NotContain("s3cret");
    }

    [Fact]
    public void Specs_that_say_the_same_are_equal()
    {
        static AppSpec Full() => Spec with
        {
            Command = ["a"],
            Arguments = ["b", "c"],
            Ports = [new AppPort(80), new AppPort(53, PortProtocol.Udp, PortExposure.Host)],
            Volumes = [VolumeMount.Own("a", "/a", 1), VolumeMount.Existing("b", "/b", isReadOnly: true), VolumeMount.Shared("c", "/c")],
            Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" },
            Secrets = new Dictionary<string, SecretReference> { ["C"] = new("db") },
            Labels = new Dictionary<string, string> { ["team"] = "blue" },
            Readiness = new AppReadiness { Command = ["ok"], Port = 80 },
            Job = new AppJob { Retries = 2 },
        };

        Full().Should().Be(Full());
        Full().GetHashCode().Should().Be(Full().GetHashCode());
        (Full() with { Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" } }).Should().Be(Full());
        (Full() with { Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "3" } }).Should().NotBe(Full());
        (Full() with { Arguments = ["c", "b"] }).Should().NotBe(Full());
        (Full() with { Volumes = [] }).Should().NotBe(Full());
    }

    [Fact]
    public void What_the_caller_does_to_its_collections_later_changes_nothing()
    {
        Dictionary<string, string> environment = new() { ["A"] = "1" };
        List<string> command = ["a"];
        AppSpec spec = Spec with { Environment = environment, Command = command };

        environment["1 not a name"] = "2";
        command.Add("b");

        spec.Environment.Should().ContainSingle();
        spec.Command.Should().Equal("a");
    }

    [Fact]
    public void Amounts_are_those_of_all_replicas_the_service_and_the_own_volumes()
    {
        AppSpec spec = Spec with
        {
            Replicas = 3,
            PerReplica = new ResourceAmounts { CpuCores = 0.25m, MemoryBytes = 10, StorageBytes = 5, Other = new Dictionary<string, decimal> { ["nvidia.com/gpu"] = 1 } },
            Volumes = [VolumeMount.Own("a", "/a", 100), VolumeMount.Existing("b", "/b")],
        };

        spec.Amounts.Should().Be(new ResourceAmounts
        {
            CpuCores = 0.75m,
            MemoryBytes = 30,
            StorageBytes = 115,
            Containers = 3,
            Services = 1,
            Other = new Dictionary<string, decimal> { ["nvidia.com/gpu"] = 3 },
        });
        (spec with { Ports = [] }).Amounts.Services.Should().Be(0);
    }

    [Fact]
    public void Key_names_a_tenant_that_was_looked_at()
    {
        Func<object> make = () => new AppKey(TenantId.Parse("acme"), "web", "shop");

        make.Should().Throw<ArgumentException>().WithMessage("*Tenant 'acme' is refused*");
        new AppKey(TestTenants.Tenant(), new string('a', 63), new string('b', 63)).AllocationId.Length.Should().BeLessThanOrEqualTo(TenancyLimits.AllocationIdLength);
    }

    [Fact]
    public void Refusals_are_on_one_line_whatever_the_value_is()
    {
        Func<AppSpec>[] refused =
        [
            () => Platform.Shop() with { Name = "a\nb" },
            () => Platform.Shop() with { Namespace = "a\r\nb" },
            () => Platform.Shop() with { Image = "\nnginx" },
            () => Platform.Shop() with { Image = "a\u2028b\u0085c" },
            () => Platform.Shop() with { Environment = new Dictionary<string, string> { ["A\nB"] = "1" } },
            () => Platform.Shop() with { Labels = new Dictionary<string, string> { ["\nteam"] = "blue" } },
        ];

        foreach (Func<AppSpec> make in refused)
        {
            string message = make.Should().Throw<ArgumentException>().Which.Message;
            message.Should().NotContainAny("\n", "\r", "\u2028", "\u0085").And.Contain("\\u");
        }
    }
}
