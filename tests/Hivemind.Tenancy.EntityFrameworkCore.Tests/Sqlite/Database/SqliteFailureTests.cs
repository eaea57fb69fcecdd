using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Which result codes are worth the same call again, and what a failure says about the file.</summary>
public sealed class SqliteFailureTests
{
    [Theory]
    [InlineData(5, true)] // BUSY
    [InlineData(261, true)] // BUSY_RECOVERY
    [InlineData(517, true)] // BUSY_SNAPSHOT
    [InlineData(773, true)] // BUSY_TIMEOUT
    [InlineData(6, true)] // LOCKED
    [InlineData(262, true)] // LOCKED_SHAREDCACHE
    [InlineData(7, true)] // NOMEM
    [InlineData(9, true)] // INTERRUPT
    [InlineData(13, true)] // FULL
    [InlineData(15, true)] // PROTOCOL
    [InlineData(17, true)] // SCHEMA
    [InlineData(3850, true)] // IOERR_LOCK
    [InlineData(2314, true)] // IOERR_RDLOCK
    [InlineData(2058, true)] // IOERR_UNLOCK
    [InlineData(3594, true)] // IOERR_CHECKRESERVEDLOCK
    [InlineData(2826, true)] // IOERR_BLOCKED
    [InlineData(3082, true)] // IOERR_NOMEM
    [InlineData(1, false)] // ERROR
    [InlineData(3, false)] // PERM
    [InlineData(8, false)] // READONLY
    [InlineData(264, false)] // READONLY_RECOVERY
    [InlineData(520, false)] // READONLY_CANTLOCK
    [InlineData(776, false)] // READONLY_ROLLBACK
    [InlineData(1032, false)] // READONLY_DBMOVED
    [InlineData(1288, false)] // READONLY_CANTINIT
    [InlineData(1544, false)] // READONLY_DIRECTORY
    [InlineData(10, false)] // IOERR
    [InlineData(266, false)] // IOERR_READ
    [InlineData(522, false)] // IOERR_SHORT_READ
    [InlineData(778, false)] // IOERR_WRITE
    [InlineData(1034, false)] // IOERR_FSYNC
    [InlineData(8458, false)] // IOERR_CORRUPTFS
    [InlineData(11, false)] // CORRUPT
    [InlineData(14, false)] // CANTOPEN
    [InlineData(270, false)] // CANTOPEN_NOTEMPDIR
    [InlineData(526, false)] // CANTOPEN_ISDIR
    [InlineData(2067, false)] // CONSTRAINT_UNIQUE
    [InlineData(23, false)] // AUTH
    [InlineData(26, false)] // NOTADB
    public void Code_says_whether_to_repeat(int code, bool isTransient) => SqliteFailures.IsTransient(code).Should().Be(isTransient);

    [Fact]
    public async Task File_that_cannot_be_opened_is_named_with_its_whole_path_and_no_secret()
    {
        await using SqliteFile file = new();
        string folder = Path.Combine(Path.GetDirectoryName(file.Path)!, "missing");
        ServiceProvider host = file.Start(connectionString: $"Data Source={folder}/tenancy.db");

        Func<Task> migrate = () => host.MigrateTenancyAsync(TestContext.Current.CancellationToken);
        Func<Task> find = () => host.GetRequiredService<ITenantStore>().FindAsync(TenantId.Parse("acme"), TestContext.Current.CancellationToken).AsTask();

        (await migrate.Should().ThrowAsync<TenancyStoreException>().WithMessage($"*{folder}/tenancy.db*")).Which.IsTransient.Should().BeFalse();
        await find.Should().ThrowAsync<TenancyStoreException>().WithMessage($"*{folder}/tenancy.db*");
    }

    [Fact]
    public async Task Folder_in_the_place_of_a_file_and_a_file_that_is_no_database_are_named()
    {
        await using SqliteFile file = new();
        string folder = Path.GetDirectoryName(file.Path)!;
        Func<Task> folderAsFile = () => file.Start(connectionString: $"Data Source={folder}").MigrateTenancyAsync(TestContext.Current.CancellationToken);
        await folderAsFile.Should().ThrowAsync<TenancyStoreException>().WithMessage($"*'{folder}'*");

        await file.BreakAsync();
        Func<Task> broken = () => file.Start().MigrateTenancyAsync(TestContext.Current.CancellationToken);
        await broken.Should().ThrowAsync<TenancyStoreException>().WithMessage($"*{file.Path}*");
    }

    [Fact]
    public async Task PostgreSql_names_host_and_database_and_never_the_password()
    {
        await using ServiceProvider host = new ServiceCollection().AddTrustedTenancy()
            .UsePostgreSql("Host=/nowhere/at/all;Database=things;Username=me;Password=hush").Services.BuildServiceProvider();

        Func<Task> migrate = () => host.MigrateTenancyAsync(TestContext.Current.CancellationToken);

        (await migrate.Should().ThrowAsync<TenancyStoreException>().WithMessage("*/nowhere/at/all/things*"))
            .Which.ToString().Should().NotContain("hush");
    }
}
