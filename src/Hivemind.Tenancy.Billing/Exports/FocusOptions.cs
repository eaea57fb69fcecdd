namespace Hivemind.Tenancy.Billing;

/// <summary>What a FOCUS export says that no statement knows: who provides what.</summary>
public sealed record FocusOptions
{
    /// <summary>Who offers the services (ProviderName), as customers know them.</summary>
    public required string ProviderName { get; init => field = Text(value, nameof(ProviderName)); }

    /// <summary>Who makes them (PublisherName); null for the provider.</summary>
    public string? PublisherName { get; init => field = value is null ? null : Text(value, nameof(PublisherName)); }

    /// <summary>Who sends the invoice (InvoiceIssuerName); null for the provider.</summary>
    public string? InvoiceIssuerName { get; init => field = value is null ? null : Text(value, nameof(InvoiceIssuerName)); }

    /// <summary>What is offered (ServiceName).</summary>
    public required string ServiceName { get; init => field = Text(value, nameof(ServiceName)); }

    /// <summary>
    /// The ServiceCategory of resources and meters by name, one that FOCUS has. Those that are not named are <c>Storage</c> for <c>storage</c>, <c>Compute</c> for the other known resources
    /// and <c>Other</c> for the rest.
    /// </summary>
    /// <exception cref="ArgumentException">FOCUS has no such category.</exception>
    public IReadOnlyDictionary<string, string> ServiceCategories
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value.Values.FirstOrDefault(c => !FocusColumns.ServiceCategories.Contains(c, StringComparer.Ordinal)) is { } unknown
                ? throw new ArgumentException($"'{unknown}' is no ServiceCategory of FOCUS; allowed: {string.Join(", ", FocusColumns.ServiceCategories)}.", nameof(value))
                : value;
        }
    } = new Dictionary<string, string>();

    internal string CategoryOf(StatementLine line) =>
        ServiceCategories.TryGetValue(line.Resource, out string? category) ? category
        : line.IsCounted ? "Other"
        : line.Resource switch
        {
            ResourceNames.Storage => "Storage",
            ResourceNames.Cpu or ResourceNames.Memory or ResourceNames.Containers or ResourceNames.Services => "Compute",
            _ => "Other",
        };

    private static string Text(string? value, string member) =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException($"{member} is '{value}'; allowed: a text, because FOCUS has no empty ones.", nameof(value)) : value;
}
