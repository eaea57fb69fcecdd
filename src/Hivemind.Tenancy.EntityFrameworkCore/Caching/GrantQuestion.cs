namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A question of <see cref="IRbacProvider.IsGrantedAsync"/>.</summary>
internal readonly record struct GrantQuestion(string UserId, Permission Permission, PermissionScope Scope);
