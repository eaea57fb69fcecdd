using System.Globalization;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>How many tenants the cases about many tenants make: HIVEMIND_MANY_TENANTS, or as few as show paging, because each is a commit to disk.</summary>
internal static class ManyTenants
{
    public static int Count => int.Parse(Environment.GetEnvironmentVariable("HIVEMIND_MANY_TENANTS") ?? "2000", CultureInfo.InvariantCulture);
}
