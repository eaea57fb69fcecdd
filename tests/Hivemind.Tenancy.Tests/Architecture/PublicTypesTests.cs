using System.Collections;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Tests;

public sealed class PublicTypesTests
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void Public_types_are_in_the_namespace_for_hosts_and_registration_is_where_hosts_look_for_it() =>
        Library.PublicTypes
            .Where(t => !IsOfStorage(t))
            .Where(t => t.Namespace != (t.Name.EndsWith("Extensions", StringComparison.Ordinal) ? "Microsoft.Extensions.DependencyInjection" : "Hivemind.Tenancy"))
            .Should().BeEmpty();

    [Fact]
    public void The_namespace_for_authors_of_stores_holds_the_seam_and_its_records() =>
        Library.PublicTypes.Where(IsOfStorage).Where(t => !t.Name.EndsWith("Rules", StringComparison.Ordinal)).Should().BeEquivalentTo(
        [
            typeof(ITenantStore), typeof(IRbacAdministrator), typeof(ITenancyCache), typeof(UserGrants), typeof(StoreClock),
            typeof(AdmissionRequest), typeof(AdmissionResult), typeof(ReconciliationOutcome), typeof(TenantWritten), typeof(BindingWritten), typeof(LedgerDeviation),
            typeof(IdempotencyRecord),
            typeof(LedgerState), typeof(ResourceState), typeof(AllocationState), typeof(GrowthState),
            typeof(AdmissionVerdict), typeof(ReleaseVerdict), typeof(ReconciliationStep), typeof(ResourceSteps), typeof(EventStamps), typeof(UsageSpan),
            typeof(IPlanStore), typeof(PlanWritten), typeof(IConsumptionStore), typeof(ConsumptionRequest), typeof(ConsumptionOutcome),
            typeof(ConsumptionState), typeof(MeterState), typeof(ConsumptionEntry), typeof(ConsumptionEntryKind), typeof(ConsumptionVerdict), typeof(WindowChange),
        ]);

    [Fact]
    public void Converters_are_out_of_completion() =>
        Library.PublicTypes.Where(t => t.IsSubclassOf(typeof(JsonConverter)) || t.IsSubclassOf(typeof(TypeConverter)))
            .Should().NotBeEmpty().And.OnlyContain(t => t.GetCustomAttribute<EditorBrowsableAttribute>()!.State == EditorBrowsableState.Never);

    [Fact]
    public void Public_classes_are_sealed_abstract_or_static() =>
        Library.PublicTypes.Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false }).Should().BeEmpty();

    [Fact]
    public void Public_classes_to_derive_from_are_these() =>
        Library.PublicTypes.Where(t => t is { IsClass: true, IsAbstract: true, IsSealed: false } && t.GetConstructors(AnyInstance).Any(c => c.IsFamily))
            .Should().BeEquivalentTo([typeof(TenancyException), typeof(TenancyEvent), typeof(ResourceReservation), typeof(ConsumptionHold)]);

    [Fact]
    public void Public_structs_are_readonly() =>
        Library.PublicTypes.Where(t => t is { IsValueType: true, IsEnum: false } && !t.IsDefined(typeof(IsReadOnlyAttribute))).Should().BeEmpty();

    [Fact]
    public void Public_enums_have_no_zero_so_that_nothing_said_is_not_taken_for_an_answer() =>
        Library.PublicTypes.Where(t => t.IsEnum && t.GetEnumValuesAsUnderlyingType().Cast<int>().Contains(0)).Should().BeEmpty();

    [Fact]
    public void Public_properties_cannot_be_set_after_construction_except_options_and_what_the_rules_decide_over() =>
        Library.PublicTypes.Where(t => t != typeof(HivemindTenancyOptions) && t != typeof(LedgerState) && t != typeof(AllocationState)
                && t != typeof(ConsumptionState) && t != typeof(MeterState) && t != typeof(ConsumptionEntry))
            .SelectMany(t => t.GetProperties(Library.Declared))
            .Where(p => p.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            .Select(Library.Name)
            .Should().BeEmpty();

    [Fact]
    public void Public_fields_are_constant() =>
        Library.PublicTypes.SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(f => f is { IsLiteral: false, IsInitOnly: false, IsSpecialName: false })
            .Select(Library.Name)
            .Should().BeEmpty();

    [Fact]
    public void Nothing_public_hands_out_a_collection_that_can_be_changed() =>
        Library.PublicTypes.SelectMany(t => t.GetProperties(Library.Declared).Where(p => p.GetMethod is { IsPublic: true }))
            .Select(p => (Member: Library.Name(p), Type: p.PropertyType))
            .Concat(Library.PublicMethods.Select(m => (Member: Library.Name(m), Type: m.ReturnType)))
            .Where(member => IsMutableCollection(Library.Unwrap(member.Type)))
            .Select(member => member.Member)
            .Should().BeEquivalentTo(["HivemindTenancyBuilder.Services"], "it is the host's own collection, there to be added to");

    [Fact]
    public void Events_are_sealed_records_with_a_name_in_the_past_tense() =>
        Library.PublicTypes.Where(t => t.IsSubclassOf(typeof(TenancyEvent)))
            .Should().NotBeEmpty().And.OnlyContain(t => t.IsSealed && t.GetMethod("<Clone>$") != null)
            .And.OnlyContain(t => t.Name.EndsWith('d') || t.Name == nameof(RoleBound) || t.Name == nameof(RoleUnbound));

    private static bool IsOfStorage(Type type) => type.Namespace == "Hivemind.Tenancy.Storage";

    private static bool IsMutableCollection(Type type) =>
        type.IsArray
        || typeof(IList).IsAssignableFrom(type)
        || typeof(IDictionary).IsAssignableFrom(type)
        || type.GetInterfaces().Append(type).Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>));
}
