namespace Hivemind.Tenancy.Tests;

public sealed class TenancyStoreExceptionTests
{
    private static readonly InvalidOperationException Cause = new("disk full");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TenancyStoreException_says_whether_to_retry(bool transient)
    {
        TenancyStoreException exception = new("connection lost", transient, Cause);

        exception.IsTransient.Should().Be(transient);
        exception.Message.Should().Be("connection lost");
        exception.InnerException.Should().BeSameAs(Cause);
        new TenancyStoreException("connection lost", transient).InnerException.Should().BeNull();
    }
}
