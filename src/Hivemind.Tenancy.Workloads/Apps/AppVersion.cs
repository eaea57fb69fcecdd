using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// Which app of a name, after which change: what a caller has seen of it, so that what they do is done to nothing else. As text
/// <c>0123456789abcdef0123456789abcdef-7</c>. <c>default(AppVersion)</c> is no app's.
/// </summary>
/// <param name="Instance">Which app: random, given when it is deployed. One that is deployed under the name later has another.</param>
/// <param name="Generation">The number of its last change, from 1.</param>
public readonly record struct AppVersion(Guid Instance, long Generation)
{
    private const int InstanceLength = 32;

    /// <summary>Reads a version; false when the text is null or none of <see cref="ToString"/>'s.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AppVersion version)
    {
        version = default;
        if (text?.Length > InstanceLength + 1
            && text[InstanceLength] == '-'
            && Guid.TryParseExact(text.AsSpan(0, InstanceLength), "N", out Guid instance)
            && long.TryParse(text.AsSpan(InstanceLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long generation))
        {
            version = new AppVersion(instance, generation);
        }

        // One text for each version: no upper case, no 0 before a number.
        return version.Generation > 0 && text == version.ToString();
    }

    /// <summary>The text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Instance:N}-{Generation}");
}
