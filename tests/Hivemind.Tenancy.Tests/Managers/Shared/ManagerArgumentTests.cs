using System.Reflection;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Every argument of every method of the managers, each given what it must not be: the exception names the parameter, and says what was
/// given and what is allowed. No tenant is there, so nothing but the arguments can be wrong first.
/// </summary>
public sealed class ManagerArgumentTests : IAsyncDisposable
{
    private const BindingFlags AsIs = BindingFlags.DoNotWrapExceptions;

    /// <summary>Of a kind of argument: what it must not be, by a name for it, and words of the message.</summary>
    private static readonly Dictionary<string, (string Given, object? Value, string[] Words)[]> Wrong = new()
    {
        ["TenantReference tenant"] = [("default", default(TenantReference), ["default(TenantReference)", "TenantId.Parse"])],
        ["IReadOnlyList`1 tenants"] =
        [
            Null, ("default", new TenantReference[] { default }, ["default(TenantReference)"]),
            ("many", Enumerable.Repeat<TenantReference>(Some.TenantId, 1001).ToArray(), ["1 to 1000"]),
        ],
        ["TenantSpec spec"] = [Null, ("undeclared", Some.Spec() with { ResourceQuotas = Resources.Quotas(("fpga", 1)) }, ["'fpga'", "gpu"])],
        ["ResourceQuotas quotas"] = [Null],
        ["IsolationLevel level"] = [Null],
        ["Func`2 change"] = [Null],
        ["Tenant expected"] = [("another", Some.Tenant("globex"), ["'globex@", "not 'acme'"])],
        ["TenantContextClaim claim"] = [Null],
        ["IdempotencyKey key"] = [Null],
        ["String name"] = Line("Tenant name", TenancyLimits.NameLength),
        ["String namespaceName"] = [Null, ("upper", "Web", ["Namespace 'Web'", TenancyLimits.LabelRule])],
        ["String userId"] = Line("User id", TenancyLimits.UserIdLength),
        ["String roleId"] = [.. Line("Role id", TenancyLimits.UserIdLength), ("built in", "tenant-viewer", ["'tenant-viewer' is built in"])],
        ["String groupId"] = Line("Group id", TenancyLimits.UserIdLength),
        ["String reason"] =
        [
            Null, ("empty", "", ["empty"]), ("blank", " \n", ["whitespace"]), ("long", new string('a', 1025), ["Reason has 1025", "at most 1024"]), ("control", "a\0", ["Reason holds", "U+0000"]),
        ],
        ["String allocationId"] = Line("Allocation id", TenancyLimits.AllocationIdLength),
        ["ResourceAmounts amounts"] = Amounts,
        ["ResourceAmounts target"] = Amounts,
        ["ResourceAmounts ceiling"] = [Null, ("undeclared", Resources.Amounts(("fpga", 1)), ["'fpga'", "gpu"])],
        ["Nullable`1 lease"] = [("short", TimeSpan.Zero, ["00:00:01", "1.00:00:00"])],
        ["ReservationOptions options"] =
        [
            .. Line("Allocation id", TenancyLimits.AllocationIdLength).Where(w => w.Value is not null)
                .Select(w => ("id " + w.Given, (object?)new ReservationOptions { AllocationId = (string)w.Value! }, w.Words)),
            .. Line("Allocation source", TenancyLimits.AllocationIdLength).Where(w => w.Value is not null)
                .Select(w => ("source " + w.Given, (object?)new ReservationOptions { Source = (string)w.Value! }, w.Words)),
            ("namespace", new ReservationOptions { Namespace = "Web" }, ["Namespace 'Web'", TenancyLimits.LabelRule]),
            ("lease", new ReservationOptions { Lease = TimeSpan.Zero }, ["00:00:01", "1.00:00:00"]),
        ],
        ["AllocationObservation observation"] =
            [Null, ("undeclared", new AllocationObservation("engine", Some.Mark(0), [new ObservedAllocation("a", Resources.Amounts(("fpga", 1)))]), ["'fpga'", "gpu"])],
        ["Permission permission"] = [("default", default(Permission), ["default(Permission)"])],
        ["PermissionScope scope"] = [("default", default(PermissionScope), ["default(PermissionScope)"])],
        ["Role role"] =
        [
            Null, ("built in", new Role("tenant-viewer", [TenancyPermissions.ReadEvents]), ["'tenant-viewer' is built in"]),
            ("a tenant's", new Role("auditor", [TenancyPermissions.ReadEvents], new TenantReference(Some.TenantId, Some.Uid)), ["tenant 'acme@", "only the platform's"]),
        ],
        ["RoleBinding binding"] =
        [
            Null, ("a tenant's role", Binding(RoleSubject.User("a"), new RoleReference("auditor", Owner)), ["tenant 'acme@", "only the platform's"]),
            ("a tenant's group", Binding(RoleSubject.Group(new GroupReference("staff", Owner)), "auditor"), ["tenant 'acme@", "only the platform's"]),
        ],
        ["String subject"] = Line("Subject", TenancyLimits.ReportSubjectLength),
        ["String word"] = [Null, ("two", "not started", ["Reason 'not started'", "1 to 64"])],
        ["String message"] = Line("Message", TenancyLimits.ReportMessageLength),
    };

    /// <summary>What it may be.</summary>
    private static readonly Dictionary<string, object?> Right = new()
    {
        ["TenantReference tenant"] = (TenantReference)Some.TenantId,
        ["TenantSpec spec"] = Some.Spec(),
        ["Func`2 change"] = (Tenant tenant) => tenant,
        ["ResourceQuotas quotas"] = ResourceQuotas.Unlimited,
        ["IsolationLevel level"] = IsolationLevel.Hard,
        ["String namespaceName"] = "web",
        ["IdempotencyKey key"] = new IdempotencyKey("tests", "k", "f"),
        ["String name"] = "Tenant acme",
        ["String userId"] = Some.User,
        ["String groupId"] = "staff",
        ["String allocationId"] = "a",
        ["String reason"] = "Unpaid",
        ["String word"] = "Unpaid",
        ["String subject"] = "app/web",
        ["String message"] = "It failed.",
        ["ResourceAmounts amounts"] = Some.Amounts(),
        ["ResourceAmounts target"] = Some.Amounts(),
        ["ReservationOptions options"] = default(ReservationOptions),
        ["DateTimeOffset until"] = Some.Time.AddDays(1),
        ["Permission permission"] = TenancyPermissions.ReadEvents,
        ["PermissionScope scope"] = PermissionScope.Global,
        ["RoleBinding binding"] = Binding(RoleSubject.User("a"), "auditor"),
    };

    /// <summary>What cannot be wrong, or only for a store: a query is checked when it is made.</summary>
    private static readonly string[] Never =
    [
        "Boolean onlyIfIdle", "Nullable`1 admission", "Int64 change", "DateTimeOffset until", "ExpectedGrace expected",
        "TenantQuery query", "RoleBindingQuery query", "UsageQuery query", "AllocationQuery query", "EventQuery query",
    ];

    private readonly TenancyHost _host = new(options => options.OtherResources = ["gpu"]);

    public static TheoryData<string, string, string> Cases =>
        [.. from m in Methods from p in Checked(m) from wrong in Wrong[Kind(p)] where !IsRight(m, wrong.Given) select (Name(m), p.Name!, wrong.Given)];

    public static TheoryData<string, string, string> CasesOfStrangers => [.. Cases.Select(c => c.Data).Where(c => c.Item3 != "undeclared")];

    /// <summary>What is lowered to nothing is freed.</summary>
    private static bool IsRight(MethodInfo method, string given) => method.Name == nameof(IQuotaManager.LowerAsync) && given == "nothing";

    private static TenantReference Owner => new(Some.TenantId, Some.Uid);

    private static (string Given, object? Value, string[] Words) Null => ("null", null, ["Parameter"]);

    private static (string Given, object? Value, string[] Words)[] Amounts =>
        [Null, ("nothing", ResourceAmounts.None, ["nothing"]), ("undeclared", Resources.Amounts(("fpga", 1)), ["'fpga'", "gpu"])];

    private static IEnumerable<MethodInfo> Methods =>
        new[] { typeof(ITenantManager), typeof(IQuotaManager), typeof(IAccessManager) }.SelectMany(type => type.GetMethods());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory, MemberData(nameof(Cases))]
    public Task Wrong_argument_is_named(string method, string parameter, string given) => ShouldNameAsync(method, parameter, given);

    /// <summary>But for what is looked up after the right to do it.</summary>
    [Theory, MemberData(nameof(CasesOfStrangers))]
    public async Task Wrong_argument_is_named_before_the_caller_is_refused(string method, string parameter, string given)
    {
        using TenantScope scope = Some.Context("globex", "stranger").Enter();

        await ShouldNameAsync(method, parameter, given);

        _host.Events.Refusals.Should().BeEmpty();
    }

    [Fact]
    public void Every_kind_of_argument_is_asked() =>
        Methods.SelectMany(m => m.GetParameters()).Where(p => p.ParameterType != typeof(CancellationToken)).Select(Kind).Distinct()
            .Should().BeEquivalentTo(Wrong.Keys.Concat(Never));

    private static IEnumerable<ParameterInfo> Checked(MethodInfo method) => method.GetParameters().Where(p => Wrong.ContainsKey(Kind(p)));

    /// <summary>A report's reason is a word, which no other is.</summary>
    private static string Kind(ParameterInfo parameter) =>
        parameter.Member.Name == nameof(ITenantManager.ReportAsync) && parameter.Name == "reason" ? "String word" : $"{parameter.ParameterType.Name} {parameter.Name}";

    private static string Name(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().SkipLast(1).Select(p => p.Name))})";

    private static (string Given, object? Value, string[] Words)[] Line(string what, int length) =>
    [
        Null, ("empty", "", [$"{what} is empty", $"1 to {length} "]), ("padded", " a", [$"{what} ' a'", "white space"]),
        ("long", new string('a', length + 1), [$"{what} has {length + 1} ", $"at most {length} "]),
    ];

    private static RoleBinding Binding(RoleSubject subject, RoleReference role) => new(subject, role, PermissionScope.Tenant(Owner));

    private async Task ShouldNameAsync(string method, string parameter, string given)
    {
        MethodInfo called = Methods.Single(m => Name(m) == method);
        ParameterInfo asked = called.GetParameters().Single(p => p.Name == parameter);
        (_, object? value, string[] words) = Wrong[Kind(asked)].Single(w => w.Given == given);

        ArgumentException refusal = (await FluentActions.Awaiting(() => CallAsync(called, asked, value)).Should().ThrowAsync<ArgumentException>()).Which;

        (refusal is ArgumentNullException).Should().Be(value is null);
        refusal.ParamName.Should().Be(parameter);
        words.Should().OnlyContain(word => refusal.Message.Contains(word));
    }

    private async Task CallAsync(MethodInfo method, ParameterInfo asked, object? value)
    {
        object?[] arguments = [.. method.GetParameters().Select(p =>
            p == asked ? value
            : p.ParameterType == typeof(CancellationToken) ? TestContext.Current.CancellationToken
            : Right.GetValueOrDefault(Kind(p)))];
        object manager = method.DeclaringType == typeof(ITenantManager) ? _host.Tenants : method.DeclaringType == typeof(IQuotaManager) ? _host.Quotas : _host.Access;
        object call = method.Invoke(manager, AsIs, binder: null, arguments, culture: null)!;
        await (Task)(call is ValueTask nothing ? nothing.AsTask() : call.GetType().GetMethod(nameof(ValueTask.AsTask))!.Invoke(call, null)!);
    }
}
