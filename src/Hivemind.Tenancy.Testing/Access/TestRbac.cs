namespace Hivemind.Tenancy.Testing;

/// <summary>Providers that know one answer. For more than one see <see cref="ScriptedRbac"/>.</summary>
public static class TestRbac
{
    /// <summary>Grants everything to everybody, everywhere.</summary>
    public static IRbacProvider AllowAll { get; } = new ConstantRbac(isGranted: true);

    /// <summary>Grants nothing to anybody. Owners keep their rights: those are no business of a provider.</summary>
    public static IRbacProvider DenyAll { get; } = new ConstantRbac(isGranted: false);
}
