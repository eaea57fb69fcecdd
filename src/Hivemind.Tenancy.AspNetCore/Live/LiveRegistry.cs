using System.Threading.Channels;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The live connections of this host that were let in, by their passes, and which of them are due to be judged again.</summary>
internal sealed class LiveRegistry(TimeProvider time)
{
    private readonly object _gate = new();
    private readonly Dictionary<LivePass, LiveGuest> _guests = [];
    private readonly Channel<LiveGuest> _due = Channel.CreateUnbounded<LiveGuest>();

    /// <summary>How far the feed has come; null while nobody follows it, or nothing has come.</summary>
    private long? _position;

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

    /// <summary>Adds a connection, which is due at once: the door that let it in stood open a while ago. It is offered where the feed stands, once that is known.</summary>
    public LiveGuest Add(LivePass pass, LiveConnection connection)
    {
        lock (_gate)
        {
            if (!_guests.TryGetValue(pass, out LiveGuest? guest))
            {
                guest = new LiveGuest(pass);
                _guests.Add(pass, guest);
            }

            guest.Connections.Add(connection);
            Mark(guest);
            if (_position is { } position)
            {
                connection.Offer(EventFeedEntry.LostTrack(position));
            }

            return guest;
        }
    }

    public void Remove(LiveGuest guest, IEnumerable<LiveConnection> connections)
    {
        lock (_gate)
        {
            guest.Connections.ExceptWith(connections);
            if (guest.Connections.Count == 0 && _guests.TryGetValue(guest.Pass, out LiveGuest? present) && present == guest)
            {
                _guests.Remove(guest.Pass);
            }
        }
    }

    /// <summary>Every connection, of all passes.</summary>
    public IReadOnlyList<LiveConnection> All()
    {
        lock (_gate)
        {
            return [.. _guests.Values.SelectMany(g => g.Connections)];
        }
    }

    /// <summary>From now on it is open whether these may go on.</summary>
    public void MarkDue(Func<LivePass, bool> concerned)
    {
        lock (_gate)
        {
            foreach (LiveGuest guest in _guests.Values.Where(g => concerned(g.Pass)))
            {
                Mark(guest);
            }
        }
    }

    /// <summary>Hands an entry of the feed to all, of whom those whom it may have cost their access are due before they can see it.</summary>
    public void Deliver(EventFeedEntry entry, CancellationToken stopped)
    {
        Func<LivePass, bool>? concerned = LiveConcern.Of(entry);
        lock (_gate)
        {
            if (stopped.IsCancellationRequested)
            {
                return;
            }

            _position = entry.Sequence;
            foreach (LiveGuest guest in _guests.Values)
            {
                if (concerned is not null && concerned(guest.Pass))
                {
                    Mark(guest);
                }

                foreach (LiveConnection connection in guest.Connections)
                {
                    connection.Offer(entry);
                }
            }
        }
    }

    /// <summary>Nobody follows the feed any more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _position = null;
        }
    }

    /// <summary>Marks those whose answer has lapsed, and of those who are not judged in rounds the one that was asked about longest ago, if that is longer.</summary>
    public void MarkLapsed(TimeSpan longest)
    {
        lock (_gate)
        {
            LiveGuest? oldest = null;
            foreach (LiveGuest guest in _guests.Values.Where(g => !g.Pass.IsJudgedInRounds && g.DueSince is null))
            {
                if (guest.HasLapsed(time))
                {
                    Mark(guest);
                }
                else if (oldest is null || guest.PassedAt < oldest.PassedAt)
                {
                    oldest = guest;
                }
            }

            if (oldest is not null && time.GetElapsedTime(oldest.PassedAt) >= longest)
            {
                Mark(oldest);
            }
        }
    }

    /// <summary>Does something while it is known that all of these may go on, and nothing can be offered in between; false, and nothing done, while that is open.</summary>
    public bool TryGoOn(IReadOnlyList<LiveGuest> guests, Action step)
    {
        lock (_gate)
        {
            foreach (LiveGuest guest in guests)
            {
                if (guest.HasLapsed(time))
                {
                    Mark(guest);
                }
            }

            bool mayGoOn = guests.All(g => g.DueSince is null);
            if (mayGoOn)
            {
                step();
            }

            return mayGoOn;
        }
    }

    /// <summary>What could not be found out is tried again. Returns those of whom it has been open for too long.</summary>
    public IReadOnlyList<LiveLook> Retry(TimeSpan tooLong)
    {
        lock (_gate)
        {
            LiveGuest[] due = [.. _guests.Values.Where(g => g.DueSince is not null)];
            Array.ForEach(due, Enqueue);
            return [.. due.Where(g => time.GetElapsedTime(g.DueSince!.Value) >= tooLong).Select(LookAt)];
        }
    }

    /// <summary>Waits for somebody who is due.</summary>
    public async ValueTask<LiveLook> NextAsync(CancellationToken cancellationToken)
    {
        LiveGuest guest = await _due.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            guest.IsQueued = false;
            return LookAt(guest);
        }
    }

    /// <summary>They may go on, as of when the look began.</summary>
    /// <param name="look">The look.</param>
    /// <param name="lasts">How long that holds; null for no end.</param>
    public void Pass(in LiveLook look, TimeSpan? lasts = null)
    {
        lock (_gate)
        {
            // One that began earlier and took longer says nothing new.
            LiveGuest guest = look.Guest;
            if (look.Marks < guest.Answered)
            {
                return;
            }

            (guest.Answered, guest.PassedAt, guest.Lasts) = (look.Marks, look.StartedAt, lasts);
            guest.DueSince = guest.Marks == look.Marks ? null : look.StartedAt;
            foreach (LiveConnection connection in guest.Connections)
            {
                connection.Wake();
            }
        }
    }

    private void Mark(LiveGuest guest)
    {
        guest.DueSince ??= time.GetTimestamp();
        guest.Marks++;
        Enqueue(guest);
    }

    private void Enqueue(LiveGuest guest)
    {
        if (!guest.IsQueued)
        {
            guest.IsQueued = true;
            _due.Writer.TryWrite(guest);
        }
    }

    private LiveLook LookAt(LiveGuest guest) => new(guest, [.. guest.Connections], guest.Marks, time.GetTimestamp());
}
