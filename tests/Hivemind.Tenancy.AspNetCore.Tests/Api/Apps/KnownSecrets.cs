using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Knows every secret.</summary>
internal sealed class KnownSecrets : ISecretResolver
{
    public const string Value = "hunter2-of-acme";

    public static void AddTo(IServiceCollection services) => services.AddSingleton<ISecretResolver, KnownSecrets>();

    public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken) => new(Value);
}
