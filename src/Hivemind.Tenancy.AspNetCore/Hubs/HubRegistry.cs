using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The live connections of this host that the door let in, by their passes, and which of them are due to pass again.</summary>
internal sealed class HubRegistry(TimeProvider time)
{
    private readonly object _gate = new();
    private readonly Dictionary<HubPass, HubGuest> _guests = [];
    private readonly Channel<HubGuest> _due = Channel.CreateUnbounded<HubGuest>();

    /// <summary>How many connections there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _guests.Values.Sum(g => g.Connections.Count);
            }
        }
    }

    /// <summary>For how many passes it is open whether their connections may go on.</summary>
    public int Due
    {
        get
        {
            lock (_gate)
            {
                return _guests.Values.Count(g => g.DueSince is not null);
            }
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _guests.Count == 0;
            }
        }
    }

    /// <summary>Adds a connection, which is due at once: the door that let it in stood open a while ago.</summary>
    public HubGuest Add(HubPass pass, HubCallerContext connection)
    {
        lock (_gate)
        {
            if (!_guests.TryGetValue(pass, out HubGuest? guest))
            {
                guest = new HubGuest(pass);
                _guests.Add(pass, guest);
            }

            guest.Connections.Add(connection);
            Mark(guest);
            return guest;
        }
    }

    public void Remove(HubGuest guest, IEnumerable<HubCallerContext> connections)
    {
        lock (_gate)
        {
            guest.Connections.ExceptWith(connections);
            if (guest.Connections.Count == 0 && _guests.TryGetValue(guest.Pass, out HubGuest? present) && present == guest)
            {
                _guests.Remove(guest.Pass);
            }
        }
    }

    /// <summary>From now on it is open whether these may go on.</summary>
    public void MarkDue(Func<HubPass, bool> concerned)
    {
        lock (_gate)
        {
            foreach (HubGuest guest in _guests.Values.Where(g => concerned(g.Pass)))
            {
                Mark(guest);
            }
        }
    }

    /// <summary>What could not be found out is tried again. Returns those of whom it has been open for too long.</summary>
    public IReadOnlyList<HubLook> Retry(TimeSpan tooLong)
    {
        lock (_gate)
        {
            HubGuest[] due = [.. _guests.Values.Where(g => g.DueSince is not null)];
            Array.ForEach(due, Enqueue);
            return [.. due.Where(g => time.GetElapsedTime(g.DueSince!.Value) >= tooLong).Select(LookAt)];
        }
    }

    /// <summary>Waits for somebody who is due.</summary>
    public async ValueTask<HubLook> NextAsync(CancellationToken cancellationToken)
    {
        HubGuest guest = await _due.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            guest.IsQueued = false;
            return LookAt(guest);
        }
    }

    /// <summary>They may go on, as of when the look began.</summary>
    public void Pass(in HubLook look)
    {
        lock (_gate)
        {
            // One that began earlier and took longer says nothing new.
            if (look.Marks >= look.Guest.Answered)
            {
                look.Guest.Answered = look.Marks;
                look.Guest.DueSince = look.Guest.Marks == look.Marks ? null : look.StartedAt;
            }
        }
    }

    private void Mark(HubGuest guest)
    {
        guest.DueSince ??= time.GetTimestamp();
        guest.Marks++;
        Enqueue(guest);
    }

    private void Enqueue(HubGuest guest)
    {
        if (!guest.IsQueued)
        {
            guest.IsQueued = true;
            _due.Writer.TryWrite(guest);
        }
    }

    private HubLook LookAt(HubGuest guest) => new(guest, [.. guest.Connections], guest.Marks, time.GetTimestamp());
}
