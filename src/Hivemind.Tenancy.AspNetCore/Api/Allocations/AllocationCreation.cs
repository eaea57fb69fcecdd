using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Reserves, once for each <c>Idempotency-Key</c>: without an id of its own an allocation is named after the key, and reserving an id again
/// with equal amounts gives the same hold, on every host.
/// </summary>
internal sealed class AllocationCreation(ApiCall call, Tenant target, CreateAllocationRequest request, string? key)
{
    private readonly ResourceAmounts _amounts = request.Amounts.ToAmounts();

    public Task<IResult> RunAsync()
    {
        CreateAllocationRequest canonical = request with { Amounts = AmountsDocument.Of(_amounts) };
        string bodyHash = IdempotencyKey.Hash(JsonSerializer.SerializeToUtf8Bytes(canonical, call.Api.Json<CreateAllocationRequest>()));
        return KeyedRequest.RunAsync(call, key, $"allocations {(TenantReference)target}", bodyHash, ReserveAsync);
    }

    private async Task<IResult> ReserveAsync()
    {
        ReservationOptions options = new()
        {
            AllocationId = request.Id ?? (key is null ? null : $"key-{IdempotencyKey.Hash($"{call.UserId}\n{key}")}"),
            Source = request.Source,
            Lease = Leases.Of(request.LeaseSeconds),
        };

        // Not disposed of: that would give back what the caller asked for.
        ResourceReservation reservation = await call.Quotas.ReserveAsync(target, _amounts, options, call.Aborted).ConfigureAwait(false);
        call.Http.Locate(reservation.AllocationId);
        return ApiResults.Json(call.Http, AllocationResource.Of(reservation, request.Source), StatusCodes.Status201Created);
    }
}
