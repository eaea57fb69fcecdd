namespace Samples.Tests;

/// <summary>
/// Where a sample was built. It is run from there: beside the tests it would lack what comes with ASP.NET Core, which one of the samples
/// brings to the tests and not to the others.
/// </summary>
internal static class SampleProgram
{
    public static string PathOf(string sample)
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        DirectoryInfo configuration = framework.Parent!;
        DirectoryInfo repository = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(repository.FullName, "samples", sample, "bin", configuration.Name, framework.Name, sample + ".dll");
    }
}
