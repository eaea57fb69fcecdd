using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>Refuses a pool with which no call could ever come to an end. A data source says its connection string, without the password, so it is judged likewise.</summary>
/// <param name="services">What is registered: the host may have taken another database since.</param>
internal sealed class PostgreSqlPoolValidator(IServiceCollection services) : IValidateOptions<TenancyDatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, TenancyDatabaseOptions options)
    {
        if (services.LastOrDefault(s => s.ServiceType == typeof(TenancyDatabase))?.ImplementationType != typeof(PostgreSqlTenancyDatabase)
            || services.LastOrDefault(s => s.ServiceType == typeof(PostgreSqlConnection))?.ImplementationInstance is not PostgreSqlConnection connection)
        {
            return ValidateOptionsResult.Skip;
        }

        NpgsqlConnectionStringBuilder settings = new(connection.ConnectionString ?? connection.DataSource!.ConnectionString);
        bool listens = options.CacheDuration > TimeSpan.Zero;
        int least = listens ? 2 : 1;
        return !settings.Pooling || settings.MaxPoolSize >= least
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"'Maximum Pool Size' of the {(connection.DataSource is null ? "connection string" : "data source")} given to UsePostgreSql is {settings.MaxPoolSize}: "
                + $"{least} or more is allowed, one connection that works"
                + (listens ? $" and one that listens for other hosts' changes ({nameof(TenancyDatabaseOptions)}.{nameof(options.CacheDuration)} of 0 needs none that listens)." : "."));
    }
}
