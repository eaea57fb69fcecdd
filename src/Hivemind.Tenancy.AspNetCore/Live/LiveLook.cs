namespace Hivemind.Tenancy.AspNetCore;

/// <summary>One attempt to find out whether connections may go on: those that were there when it began, and what had been asked by then.</summary>
internal readonly record struct LiveLook(LiveGuest Guest, LiveConnection[] Connections, int Marks, long StartedAt);
