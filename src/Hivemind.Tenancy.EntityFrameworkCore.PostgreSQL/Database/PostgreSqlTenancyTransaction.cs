using Microsoft.EntityFrameworkCore.Storage;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>A transaction of EF Core's.</summary>
internal sealed class PostgreSqlTenancyTransaction(IDbContextTransaction transaction) : TenancyTransaction
{
    public override async ValueTask CommitAsync() => await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);

    public override ValueTask DisposeAsync() => transaction.DisposeAsync();
}
