using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>The names of the kinds of event that are in the log: those of their types, as <c>kind</c> has them in JSON.</summary>
internal static class EventKinds
{
    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> All { get; } = ValueList<string>.CreateSet(
        typeof(TenancyEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!));

    private static readonly FrozenSet<string> Names = All.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A set of names, sorted, none twice.</summary>
    /// <exception cref="ArgumentException">There is none, or one is no kind of event that is in the log.</exception>
    public static IReadOnlyList<string> Require(IEnumerable<string> kinds, string paramName)
    {
        ValueList<string> set = ValueList<string>.CreateSet(kinds);
        if (set.Count == 0)
        {
            throw new ArgumentException("Name one kind of event at least, or null for any.", paramName);
        }

        return set.FirstOrDefault(k => !Names.Contains(k)) is not { } unknown
            ? set
            : throw new ArgumentException($"'{unknown}' is no kind of event that is in the log: {string.Join(", ", All)} are.", paramName);
    }
}
