namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>The scripts beside the migrations, embedded. A script that was released is not changed: the next migration has its own.</summary>
internal static class MigrationScripts
{
    public static string Read(string name)
    {
        using Stream stream = typeof(MigrationScripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script '{name}' is not embedded.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
