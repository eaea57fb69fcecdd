namespace Hivemind.Tenancy.Dashboard;

/// <summary>How a redeployment stands once its form is answered.</summary>
internal enum RolloutProgress
{
    /// <summary>Every replica is ready.</summary>
    Done,

    /// <summary>It goes on by itself.</summary>
    UnderWay,

    /// <summary>It was not begun: another of the same app is under way.</summary>
    Refused,
}
