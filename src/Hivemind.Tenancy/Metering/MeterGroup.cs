namespace Hivemind.Tenancy;

/// <summary>By what usage is told apart, beside the resource.</summary>
public sealed record MeterGroup
{
    private MeterGroup(string name) => Name = name;

    /// <summary>By nothing.</summary>
    public static MeterGroup None { get; } = new("none");

    /// <summary>By tenant; <see cref="MeteredUsage.Group"/> is its uid.</summary>
    public static MeterGroup Tenant { get; } = new("tenant");

    /// <summary>By namespace.</summary>
    public static MeterGroup Namespace { get; } = new("namespace");

    /// <summary>By the engine or host that holds it.</summary>
    public static MeterGroup Source { get; } = new("source");

    /// <summary>What it is: <c>none</c>, <c>tenant</c>, <c>namespace</c>, <c>source</c> or <c>label</c>.</summary>
    public string Name { get; }

    /// <summary>Which label; null for what is no label.</summary>
    public string? LabelKey { get; private init; }

    /// <summary>By the value of a label.</summary>
    /// <param name="key">1 to 63 characters.</param>
    public static MeterGroup Label(string key) => new("label") { LabelKey = Requires.Line(key, "Label key", TenancyLimits.LabelLength) };

    internal string? Of(UsageRecord record) => Name switch
    {
        "tenant" => record.TenantUid.ToString(),
        "namespace" => record.Namespace,
        "source" => record.Source.Length > 0 ? record.Source : null,
        "label" => record.Labels.TryGetValue(LabelKey!, out string? value) ? value : null,
        _ => null,
    };
}
