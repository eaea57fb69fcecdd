using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Reserves, once for each <c>Idempotency-Key</c>.</summary>
internal static class AllocationCreation
{
    /// <summary>Reserves, or answers with what the key reserved.</summary>
    /// <param name="call">The request.</param>
    /// <param name="target">For which tenant.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="header">Its key; null for none.</param>
    public static async Task<IResult> RunAsync(ApiCall call, Tenant target, CreateAllocationRequest request, string? header)
    {
        ResourceAmounts amounts = request.Amounts.ToAmounts();
        ReservationOptions options = new()
        {
            AllocationId = request.Id,
            Source = request.Source,
            Lease = Leases.Of(request.LeaseSeconds),
            IdempotencyKey = header is null ? null : IdempotencyHeader.KeyOf(call, header, "createAllocation", target.Uid, Canonical(call, request, amounts)),
        };

        // Not disposed of: that would give back what the caller asked for.
        ResourceReservation reservation = await call.Quotas.ReserveAsync(target, amounts, options, call.Aborted).ConfigureAwait(false);
        IdempotencyHeader.MarkReplay(call.Http, reservation.IsReplayed);
        call.Http.Locate(reservation.AllocationId);
        return ApiResults.Json(call.Http, AllocationResource.Of(reservation, request.Source), StatusCodes.Status201Created);
    }

    private static byte[] Canonical(ApiCall call, CreateAllocationRequest request, ResourceAmounts amounts) => JsonSerializer.SerializeToUtf8Bytes(
        request with { Amounts = AmountsDocument.Of(amounts) }, call.Api.Json<CreateAllocationRequest>());
}
