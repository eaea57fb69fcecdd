namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Endpoint metadata: a request needs a signed-in user, and one without is answered with a problem.</summary>
internal interface IUserNeed;
