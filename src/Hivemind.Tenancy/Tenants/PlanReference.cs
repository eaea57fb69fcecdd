using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// A plan as callers name it: by its name, and where one version is meant, by that. Without one, the latest of that moment is meant. A
/// version never says anything else than when it was published, and its number is not given again. Made from a string by itself, which is
/// read as <see cref="Parse"/> does. <c>default(PlanReference)</c> is refused.
/// </summary>
/// <example><code>
/// PlanReference latest = "gold";
/// PlanReference third = "gold@3";
/// </code></example>
[JsonConverter(typeof(PlanReferenceJsonConverter))]
public readonly record struct PlanReference
{
    private readonly int _version;

    /// <summary>Names a plan.</summary>
    /// <param name="name">An RFC 1123 label.</param>
    /// <param name="version">Which version, 1 or more; null for the latest.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no RFC 1123 label.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="version"/> is less than 1.</exception>
    public PlanReference(string name, int? version = null)
    {
        Name = Requires.Label(name, "Plan name");
        _version = version is null or >= 1 ? version ?? 0 : throw new ArgumentOutOfRangeException(nameof(version), version, "Versions of a plan begin at 1.");
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Which version; null for the latest.</summary>
    public int? Version => _version == 0 ? null : _version;

    /// <summary>As <see cref="Parse"/>.</summary>
    public static implicit operator PlanReference(string text) => Parse(text);

    /// <summary>As the implicit conversion.</summary>
    public static PlanReference FromString(string text) => text;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is malformed.</exception>
    public static PlanReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out PlanReference plan) ? plan : throw new FormatException(
            $"'{(text.Length <= 80 ? text : text[..80])}' names no plan: a name ({TenancyLimits.LabelRule}), with @ and a version of 1 or more, or without.");
    }

    /// <summary>Reads what <see cref="ToString"/> writes; false when it is malformed.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PlanReference plan)
    {
        plan = default;
        int at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        int version = 0;
        if (!Requires.IsLabel(at < 0 ? text : text.AsSpan(0, at))
            || (at >= 0 && (!IsNumber(text.AsSpan(at + 1)) || !int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version))))
        {
            return false;
        }

        plan = new PlanReference(at < 0 ? text! : text![..at], at < 0 ? null : version);
        return true;
    }

    /// <summary>The name, with <c>@</c> and the version where one is named: <c>gold@3</c>.</summary>
    public override string ToString() => _version == 0 ? Name ?? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{Name}@{_version}");

    /// <summary>One text for each version: neither signs nor zeros before it.</summary>
    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length > 0 && text[0] is >= '1' and <= '9';

    /// <summary>Whether that version is meant: of its name, and its number where one is named.</summary>
    internal bool Names(PlanReference version) => Name == version.Name && (_version == 0 || _version == version._version);

    internal PlanReference Validated(string paramName) =>
        Name is null ? throw new ArgumentException("default(PlanReference) names no plan.", paramName) : this;

    /// <exception cref="ArgumentException">It names no plan, or no version of one.</exception>
    internal PlanReference WithVersion(string paramName) =>
        Validated(paramName)._version > 0 ? this : throw new ArgumentException($"'{this}' does not say which version of the plan.", paramName);
}
