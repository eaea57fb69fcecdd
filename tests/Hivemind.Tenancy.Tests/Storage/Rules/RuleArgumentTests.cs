using System.Reflection;

namespace Hivemind.Tenancy.Tests;

/// <summary>The rules are public, for authors of stores: each says which of its arguments is missing.</summary>
public sealed class RuleArgumentTests
{
    private static readonly Tenant Tenant = Some.Tenant();
    private static readonly AllocationObservation Observation = new("node", Some.Mark(0), []);

    private static readonly Dictionary<Type, object> Given = new()
    {
        [typeof(AllocationObservation)] = Observation,
        [typeof(AllocationState)] = Allocation(),
        [typeof(IdempotencyKey)] = new IdempotencyKey("scope", "key", "fingerprint"),
        [typeof(IdempotencyRecord)] = new IdempotencyRecord("fingerprint", "made", Some.Uid, "a", 1, Some.Time),
        [typeof(ResourceAmounts)] = Some.Amounts(),
        [typeof(RoleBinding)] = new RoleBinding(RoleSubject.User("alice"), "tenant-viewer", PermissionScope.Global),
        [typeof(ConsumptionAmounts)] = new ConsumptionAmounts { ["tokens"] = 1 },
        [typeof(ConsumptionEntry)] = new ConsumptionEntry("a", ConsumptionEntryKind.Held, new() { ["tokens"] = 1 }, 1),
        [typeof(string)] = "a",
        [typeof(Tenant)] = Tenant,
        [typeof(DateTimeOffset)] = Some.Time,
        [typeof(TenancyEvent)] = new TenantCreated { OccurredAt = Some.Time, Tenant = Tenant },
    };

    public static TheoryData<string, string> References => [.. Methods().SelectMany(m => Needed(m).Select(p => (Name(m), p.Name!)))];

    [Theory, MemberData(nameof(References))]
    public void Missing_argument_is_named(string method, string parameter)
    {
        MethodInfo called = Methods().Single(m => Name(m) == method);
        object?[] arguments = [.. called.GetParameters().Select(p => p.Name == parameter || IsOptional(p) ? null : Value(p.ParameterType))];

        Action call = () => called.Invoke(null, arguments);

        call.Should().Throw<TargetInvocationException>().WithInnerExceptionExactly<ArgumentNullException>().WithParameterName(parameter);
    }

    [Fact]
    public void Every_rule_is_asked() => Methods().Select(m => m.DeclaringType!.Name).Distinct().Should().BeEquivalentTo(
        typeof(AdmissionRules).Assembly.GetTypes().Where(IsRules).Select(t => t.Name));

    private static bool IsRules(Type type) =>
        type is { IsPublic: true, IsAbstract: true, IsSealed: true, Namespace: "Hivemind.Tenancy.Storage" }
        && (type.Name.EndsWith("Rules", StringComparison.Ordinal) || type == typeof(EventStamps))
        && type.GetMethods(BindingFlags.Public | BindingFlags.Static).Any(m => Needed(m).Any());

    private static IEnumerable<MethodInfo> Methods() => typeof(AdmissionRules).Assembly.GetTypes().Where(IsRules)
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(m => m.IsGenericMethodDefinition ? m.MakeGenericMethod(typeof(TenancyEvent)) : m)
        .Where(m => Needed(m).Any());

    private static string Name(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";

    /// <summary>Names of arguments only are not asked for: they are for messages.</summary>
    private static IEnumerable<ParameterInfo> Needed(MethodInfo method) => method.GetParameters().Where(
        p => !p.ParameterType.IsValueType && !p.ParameterType.IsByRef && p.ParameterType != typeof(string) && !IsOptional(p));

    private static bool IsOptional(ParameterInfo parameter) => new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static object? Value(Type type) =>
        type.IsByRef ? Value(type.GetElementType()!)
        : type == typeof(LedgerState) ? new LedgerState(Some.TenantId, Some.Uid, []) { Status = TenantStatus.Active }
        : type == typeof(ConsumptionState) ? new ConsumptionState(Some.TenantId, Some.Uid, []) { Status = TenantStatus.Active }
        : Given.TryGetValue(type, out object? given) ? given
        : type.IsValueType ? Activator.CreateInstance(type)
        : type.IsGenericType ? Array.CreateInstance(type.GetGenericArguments()[0], 0)
        : throw new InvalidOperationException($"Say what a {type} may be.");

    private static AllocationState Allocation() => new()
    {
        Id = "a",
        Amounts = Some.Amounts(),
        Source = "node",
        Admission = 1,
        Change = 1,
        CreatedTicks = Some.Time.UtcTicks,
        SinceTicks = Some.Time.UtcTicks,
        ExpiresTicks = Some.Time.AddSeconds(9).UtcTicks,
    };
}
