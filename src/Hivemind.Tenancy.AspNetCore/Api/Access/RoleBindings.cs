using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Binding and unbinding, at any scope: both routes do the same.</summary>
internal static class RoleBindings
{
    /// <exception cref="TenantAccessDeniedException">The caller may not, or lacks what the role grants.</exception>
    public static async Task<IResult> BindAsync(ApiCall call, RoleBinding binding, string? idempotencyKey)
    {
        string? header = IdempotencyHeader.Validated(idempotencyKey);
        KeyedResult<bool> bound = header is null
            ? new KeyedResult<bool>(await call.Access.BindRoleAsync(binding, call.Aborted).ConfigureAwait(false), IsReplayed: false)
            : await call.Access.BindRoleAsync(binding, KeyOf(call, header, binding), call.Aborted).ConfigureAwait(false);
        IdempotencyHeader.MarkReplay(call.Http, bound.IsReplayed);
        return ApiResults.Json(call.Http, RoleBindingResource.Of(binding), bound.Value ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <exception cref="TenantAccessDeniedException">The caller may not.</exception>
    public static async Task<IResult> UnbindAsync(ApiCall call, RoleBinding binding)
    {
        return await call.Access.UnbindRoleAsync(binding, call.Aborted).ConfigureAwait(false)
            ? ApiResults.NoContent()
            : throw ApiProblemException.NotFound("There is no such role binding.");
    }

    /// <exception cref="ApiProblemException">One is missing, or the subject or the end is malformed.</exception>
    public static RoleBinding Of(string? subject, string? roleId, PermissionScope scope, string? endsAt = null) =>
        subject is null || roleId is null
            ? throw ApiProblemException.Invalid("subject and role_id are needed.")
            : new RoleBinding(AccessText.Subject(subject), roleId, scope) { EndsAt = endsAt is null ? null : Rfc3339.Parse(endsAt, "ends_at") };

    private static IdempotencyKey KeyOf(ApiCall call, string header, RoleBinding binding) => IdempotencyHeader.KeyOf(
        call, header, "bindRole", binding.Scope.TenantUid, Encoding.UTF8.GetBytes($"{binding.Subject}\n{binding.Role}\n{binding.Scope}\n{binding.EndsAt:O}"));

    public static IResult Answer(ApiCall call, IEnumerable<RoleBinding> bindings) =>
        ApiResults.Json(call.Http, new RoleBindingList { RoleBindings = [.. bindings.Select(RoleBindingResource.Of)] });
}
