using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary><see cref="IsolationAspect"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<IsolationAspectName>))]
internal enum IsolationAspectName
{
    Network = IsolationAspect.Network,
    Storage = IsolationAspect.Storage,
    Compute = IsolationAspect.Compute,
    ResourceGuarantees = IsolationAspect.ResourceGuarantees,
}
