namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Meters and activity sources are the process's: what listens to them would hear the other tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryGroup
{
    public const string Name = "telemetry";
}
