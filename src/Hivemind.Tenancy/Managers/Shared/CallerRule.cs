namespace Hivemind.Tenancy;

/// <summary>
/// Who may call a verb, by kind of context. In a System context everybody may, over what it is bound to; without a context, and in a
/// visitor's, nobody. The rules of all verbs stand in the classes <c>TenantCallers</c>, <c>QuotaCallers</c> and their like beside their managers, and
/// as one table in the package's README.
/// </summary>
/// <param name="Verb">The manager's method.</param>
/// <param name="InTenant">What is asked of a user in a tenant, to whom every other tenant is not found.</param>
/// <param name="AsUser">What is asked of a user in no tenant, to whom a tenant without access is not found.</param>
internal sealed record CallerRule(string Verb, CallerNeed InTenant, CallerNeed AsUser)
{
    /// <summary>A rule that asks for the same of both.</summary>
    public CallerRule(string verb, CallerNeed need)
        : this(verb, need, need)
    {
    }

    public CallerNeed Of(TenantContext caller) => caller.Kind == TenantContextKind.User ? AsUser : InTenant;
}
