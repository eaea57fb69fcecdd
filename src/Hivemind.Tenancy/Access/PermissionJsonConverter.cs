namespace Hivemind.Tenancy;

/// <summary>A <see cref="Permission"/> in JSON: <c>"containers:deploy"</c>.</summary>
public sealed class PermissionJsonConverter : TextJsonConverter<Permission>
{
    private protected override Permission Parse(string text) => Permission.Parse(text);
}
