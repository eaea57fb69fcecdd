namespace PlatformHost;

/// <summary>Whom one can be in the demo, and what they may, as <see cref="DemoData"/> makes it so.</summary>
internal static class DemoUsers
{
    public static readonly (string Name, string About)[] All =
    [
        ("root", "the operator: administers the platform and sees all tenants"),
        ("alice", "an owner: of acme, and of the research groups with --replay"),
        ("bob", "a member: operates acme"),
        ("vera", "a member: may look at acme, and change nothing"),
        ("gina", "another owner: of globex"),
        ("mallory", "nobody: has access to no tenant"),
    ];
}
