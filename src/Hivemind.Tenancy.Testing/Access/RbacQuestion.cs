namespace Hivemind.Tenancy.Testing;

/// <summary>A question that a <see cref="RecordingRbac"/> has passed on.</summary>
/// <param name="UserId">About whom.</param>
/// <param name="Permission">Which permission; null when it was asked in which scopes the user holds anything.</param>
/// <param name="Scope">Where; null when it was asked in which scopes the user holds anything.</param>
/// <param name="IsGranted">Whether it is granted, or whether there is any scope.</param>
public sealed record RbacQuestion(string UserId, Permission? Permission, PermissionScope? Scope, bool IsGranted);
