using System.Reflection;
using System.Runtime.Loader;

namespace Hivemind.Tenancy.ArchitectureTests;

/// <summary>A property that somebody adds to a tenant, and forgets everywhere else, can be changed by nobody without a right at Global scope.</summary>
public sealed class AddedTenantPropertyTests
{
    private const string Tenant = "Hivemind.Tenancy.Tenant";

    /// <summary>The rule stands on the two lowest floors, which compile on their own.</summary>
    private static readonly string[] Rooms = [.. FloorPlan.All.Single(p => p.Package == "Hivemind.Tenancy").Floors[^2..].SelectMany(rooms => rooms)];

    [Theory]
    [InlineData("public string? Tier { get; init; }", "big")]
    [InlineData("public int Seats { get; init; }", 5)]
    [InlineData("public bool IsFree { get; init; }", true)]
    [InlineData("internal object? Hidden { get; init; }", "anything")]
    public void It_takes_tenants_update_at_global_scope(string declaration, object value)
    {
        PackageSource source = PackageSource.Read("Hivemind.Tenancy", Rooms, (file, text) =>
            file == "Tenants/Tenant.cs" ? text.Insert(text.LastIndexOf('}'), declaration) : text);
        AssemblyLoadContext context = new(nameof(AddedTenantPropertyTests), isCollectible: true);
        try
        {
            Assembly core = context.LoadFromStream(source.Emit());
            object before = ATenant(core);
            object after = ATenant(core);
            core.GetType(Tenant)!.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Single(p => declaration.Contains($" {p.Name} {{", StringComparison.Ordinal)).SetValue(after, value);

            Required(core, before, ATenant(core)).Should().BeEmpty();
            Required(core, before, after).Should().Equal("(tenants:update, *)");
        }
        finally
        {
            context.Unload();
        }
    }

    private static object ATenant(Assembly core)
    {
        object tenant = Activator.CreateInstance(core.GetType(Tenant)!)!;
        Set("Id", core.GetType("Hivemind.Tenancy.TenantId")!.GetMethod("Parse", [typeof(string)])!.Invoke(null, ["acme"])!);
        Set("Uid", core.GetType("Hivemind.Tenancy.TenantUid")!.GetMethod("Parse", [typeof(string)])!.Invoke(null, ["0123456789abcdef0123456789abcdef"])!);
        Set("Name", "Acme");
        Set("OwnerId", "ann");
        return tenant;

        void Set(string property, object value) => tenant.GetType().GetProperty(property)!.SetValue(tenant, value);
    }

    private static IEnumerable<string?> Required(Assembly core, object before, object after) =>
        ((System.Collections.IEnumerable)core.GetType("Hivemind.Tenancy.TenantUpdatePermissions")!.GetMethod("Required")!.Invoke(null, [before, after])!)
            .Cast<object>().Select(r => r.ToString());
}
