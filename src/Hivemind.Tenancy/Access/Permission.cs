using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// A right to do an action on a kind of resource: <c>containers:deploy</c>. Each part is an RFC 1123 label or <c>*</c> for
/// any. <c>default(Permission)</c> is refused wherever a permission is given.
/// </summary>
[JsonConverter(typeof(PermissionJsonConverter))]
public readonly record struct Permission
{
    /// <summary>Stands for any resource or any action.</summary>
    public const string Any = "*";

    /// <summary>Makes a permission.</summary>
    /// <param name="resource">The kind of resource, or <c>*</c>.</param>
    /// <param name="action">The action, or <c>*</c>.</param>
    /// <exception cref="ArgumentException">A part is neither an RFC 1123 label nor <c>*</c>.</exception>
    public Permission(string resource, string action)
    {
        Resource = resource == Any ? Any : Requires.Label(resource, "Permission resource");
        Action = action == Any ? Any : Requires.Label(action, "Permission action");
    }

    /// <summary>The kind of resource, or <c>*</c>.</summary>
    public string Resource { get; }

    /// <summary>The action, or <c>*</c>.</summary>
    public string Action { get; }

    /// <summary>Reads <c>resource:action</c>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is malformed.</exception>
    public static Permission Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out Permission permission) ? permission : throw new FormatException(
            $"'{text}' is not a permission: resource:action, each an RFC 1123 label or *.");
    }

    /// <summary>Reads <c>resource:action</c>; false when it is malformed.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Permission permission)
    {
        permission = default;
        string[] parts = text?.Split(':') ?? [];
        if (parts.Length != 2 || !parts.All(p => p == Any || Requires.IsLabel(p)))
        {
            return false;
        }

        permission = new Permission(parts[0], parts[1]);
        return true;
    }

    /// <summary>Whether holding this is enough for <paramref name="asked"/>. A <c>*</c> in what is asked needs a <c>*</c> here.</summary>
    public bool Covers(Permission asked) =>
        Resource is not null
        && asked.Resource is not null
        && (Resource == Any || string.Equals(Resource, asked.Resource, StringComparison.Ordinal))
        && (Action == Any || string.Equals(Action, asked.Action, StringComparison.Ordinal));

    /// <summary><c>resource:action</c>.</summary>
    public override string ToString() => $"{Resource}:{Action}";

    internal Permission Validated(string paramName) =>
        Resource is null ? throw new ArgumentException("default(Permission) is not a permission.", paramName) : this;
}
