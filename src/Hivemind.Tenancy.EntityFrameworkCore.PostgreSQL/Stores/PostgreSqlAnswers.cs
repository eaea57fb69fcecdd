using System.Text.Json;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>Reads what the functions return: outcome first, then what it is about, see Migrations/Initial.sql.</summary>
internal static class PostgreSqlAnswers
{
    public const decimal MillicoresPerCore = 1000;

    private const int Done = 0;
    private const int Refused = 1;
    private const int NotFound = 2;
    private const int WrongStatus = 3;
    private const int Conflict = 4;
    private const int NotLive = 5;

    /// <summary>Columns: outcome, token, lease end, detail, documents of events.</summary>
    public static AdmissionResult Admission(NpgsqlDataReader reader, AdmissionRequest request)
    {
        int outcome = reader.GetInt32(0);
        return outcome switch
        {
            Done => new AdmissionResult(QuotaDecision.Admitted, reader.GetInt64(1), Time(reader, 2), Events(reader, 4)),
            Refused => new AdmissionResult(QuotaDecision.Refused(Shortages(reader.GetString(3))), 0, null, Events(reader, 4)),
            NotFound => throw new TenantNotFoundException(request.TenantId),
            WrongStatus => throw new TenantNotActiveException(
                request.TenantId, (TenantStatus)int.Parse(reader.GetString(3), System.Globalization.CultureInfo.InvariantCulture)),
            Conflict => throw new AllocationConflictException(request.TenantId, request.AllocationId, Amounts(reader.GetString(3)), request.Amounts),
            _ => throw Unknown(outcome),
        };
    }

    /// <summary>Columns: outcome, status.</summary>
    public static void EnsureDone(NpgsqlDataReader reader, TenantId tenantId, string allocationId)
    {
        int outcome = reader.GetInt32(0);
        if (outcome == Done)
        {
            return;
        }

        throw outcome switch
        {
            NotFound => new TenantNotFoundException(tenantId),
            WrongStatus => new TenantNotActiveException(tenantId, (TenantStatus)reader.GetInt32(1)),
            NotLive => new ReservationExpiredException(tenantId, allocationId),
            _ => Unknown(outcome),
        };
    }

    /// <summary>UTC ticks, or null.</summary>
    public static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : Time(reader.GetInt64(column));

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static TenancyEvent[] Events(NpgsqlDataReader reader, int column) => reader.IsDBNull(column)
        ? []
        : Array.ConvertAll(reader.GetFieldValue<string[]>(column), d => JsonSerializer.Deserialize<TenancyEvent>(d)!);

    /// <summary>A list of resource, requested, used, reserved, limit and next lease end or null.</summary>
    private static List<QuotaShortage> Shortages(string detail)
    {
        using JsonDocument document = JsonDocument.Parse(detail);
        return [.. document.RootElement.EnumerateArray().Select(Shortage)];
    }

    private static QuotaShortage Shortage(JsonElement shortage)
    {
        string resource = shortage[0].GetString()!;
        decimal unit = ResourceNames.StepsPerUnit(resource);
        return new QuotaShortage(
            resource,
            shortage[1].GetDecimal() / unit,
            shortage[2].GetDecimal() / unit,
            shortage[3].GetDecimal() / unit,
            shortage[4].GetDecimal() / unit,
            shortage[5].ValueKind == JsonValueKind.Null ? null : Time(shortage[5].GetInt64()));
    }

    private static ResourceAmounts Amounts(string detail)
    {
        using JsonDocument document = JsonDocument.Parse(detail);
        JsonElement known = document.RootElement.GetProperty("known");
        return new ResourceAmounts
        {
            CpuCores = known[0].GetInt64() / MillicoresPerCore,
            MemoryBytes = known[1].GetInt64(),
            StorageBytes = known[2].GetInt64(),
            Containers = known[3].GetInt64(),
            Services = known[4].GetInt64(),
            Other = document.RootElement.GetProperty("other").EnumerateObject()
                .ToDictionary(e => e.Name, e => e.Value.GetInt64() / (decimal)ResourceNames.StepsPerUnit(e.Name), StringComparer.Ordinal),
        };
    }

    private static InvalidOperationException Unknown(int outcome) => new($"The database's functions are of another version: outcome {outcome}.");
}
