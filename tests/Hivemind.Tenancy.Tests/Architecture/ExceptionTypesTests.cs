namespace Hivemind.Tenancy.Tests;

public sealed class ExceptionTypesTests
{
    [Fact]
    public void Exceptions_are_the_sealed_leaves_of_TenancyException_that_the_design_names()
    {
        IEnumerable<Type> exceptions = Library.Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(Exception)) && t != typeof(TenancyException));

        exceptions.Should().BeEquivalentTo(
        [
            typeof(TenantNotFoundException), typeof(TenantConflictException), typeof(TenantVersionConflictException), typeof(GraceConflictException),
            typeof(TenantNotActiveException), typeof(InvalidTenantTransitionException), typeof(TenantAccessDeniedException),
            typeof(TenantContextMissingException), typeof(QuotaExceededException), typeof(AllocationConflictException),
            typeof(ReservationExpiredException), typeof(TenantProvisioningException), typeof(TenancyStoreException), typeof(AllocationLimitException), typeof(TenantInUseException),
            typeof(TenantProtectedException),
            typeof(IdempotencyKeyConflictException),
            typeof(BudgetExceededException), typeof(ConsumptionConflictException), typeof(ConsumptionHoldNotFoundException),
            typeof(PlanNotFoundException), typeof(PlanInUseException), typeof(PlanVersionConflictException),
        ]);
        exceptions.Should().OnlyContain(t => t.IsSealed && t.IsPublic && t.BaseType == typeof(TenancyException));
    }

    [Fact]
    public void TenancyException_is_the_abstract_base_and_not_transient_unless_a_leaf_says_so()
    {
        typeof(TenancyException).IsAbstract.Should().BeTrue();
        typeof(TenancyException).BaseType.Should().Be<Exception>();
        Library.PublicTypes.Where(t => t.IsSubclassOf(typeof(TenancyException)) && t.GetProperty(nameof(TenancyException.IsTransient), Library.Declared) != null)
            .Should().BeEquivalentTo([typeof(TenancyStoreException), typeof(TenantProvisioningException)]);
    }
}
