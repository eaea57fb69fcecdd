using Hivemind.Tenancy;

namespace TraceReplay;

/// <summary>What the command line asks for.</summary>
internal sealed record ReplayOptions
{
    /// <summary>The log.</summary>
    public required string LogPath { get; init; }

    /// <summary>The limits of every tenant that has none of its own in the file of quotas.</summary>
    public ResourceQuotas Quotas { get; init; } = ResourceQuotas.Unlimited;

    /// <summary>The file with limits per tenant; null for none.</summary>
    public string? QuotasPath { get; init; }

    /// <summary>Where tenants are kept, see <see cref="Hivemind.Tenancy.Samples.StoreArgument"/>.</summary>
    public string Store { get; init; } = "memory";

    /// <summary>Whether to write JSON instead of a table.</summary>
    public bool Json { get; init; }

    /// <summary>Whether to write what each tenant has used.</summary>
    public bool Statement { get; init; }

    /// <summary>Whether to skip malformed lines instead of stopping.</summary>
    public bool Lenient { get; init; }

    /// <summary>Whether only the help text is wanted.</summary>
    public bool Help { get; init; }
}
