using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Runs a request under its <c>Idempotency-Key</c>.</summary>
internal static class KeyedRequest
{
    /// <summary>
    /// Runs it, unless the key is known for another body. A refusal did nothing, so the key is free again; after a failure nobody knows
    /// what was done, so it stays with this body.
    /// </summary>
    /// <param name="call">The request.</param>
    /// <param name="key">Its key; null for none.</param>
    /// <param name="place">What the key counts within: the route and what it names.</param>
    /// <param name="bodyHash">Stands for the body.</param>
    /// <param name="act">What it does.</param>
    /// <exception cref="ApiProblemException">The key is known for another body (422).</exception>
    public static async Task<IResult> RunAsync(ApiCall call, string? key, string place, string bodyHash, Func<Task<IResult>> act)
    {
        if (key is null)
        {
            return await act().ConfigureAwait(false);
        }

        // A user id holds no line break and a key no space, so no two requests come to the same text.
        Action? free = IdempotencyMemory.Of(call.Http).Claim($"{key} {place}\n{call.UserId}", bodyHash);
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            free?.Invoke();
            throw;
        }
    }

    private static bool IsRefusal(Exception exception) => exception switch
    {
        ApiProblemException or ArgumentException => true,
        TenancyException e => TenancyProblemDetails.From(e).Status < StatusCodes.Status500InternalServerError,
        _ => false,
    };
}
