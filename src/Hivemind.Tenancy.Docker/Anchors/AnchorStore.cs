using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// The records on a node. A step from one generation to the next is one call that the engine decides: it gives each name once, and makes a
/// container that takes volumes from another only while the other is there. So whoever has looked too long ago is refused by the step itself.
/// No anchor has volumes: what it "takes volumes from" is its condition.
/// </summary>
internal sealed class AnchorStore(NodeClient node, DockerOptions options)
{
    /// <summary>Of a registry that cannot be: whatever an image of anchors says is handed on to containers, which take volumes from them.</summary>
    public const string Registry = "hivemind.invalid";

    private const string Image = Registry + "/anchor:1";

    /// <summary>The anchors and everything else that bears the labels: one snapshot.</summary>
    public Task<IReadOnlyList<ContainerListResponse>> ListAsync(IEnumerable<string> labels, CancellationToken cancellationToken) =>
        node.ListAsync([Labels.Is(Labels.Platform, options.Platform), .. labels], cancellationToken);

    /// <summary>Everything of one app or volume, in one snapshot, and which anchor counts.</summary>
    public async Task<(Anchor? Highest, IReadOnlyList<ContainerListResponse> All)> FindAsync(string key, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContainerListResponse> all = await ListAsync([Labels.Is(Labels.Key, key)], cancellationToken).ConfigureAwait(false);
        return (all.Select(Anchor.Of).OfType<Anchor>().MaxBy(a => a.Generation), all);
    }

    /// <summary>Makes the next anchor of a key.</summary>
    /// <param name="key">What it is about, for the labels.</param>
    /// <param name="next">The anchor; its id does not count.</param>
    /// <param name="while">The containers that must be there in that moment: its predecessor, the anchors of volumes that are mounted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The anchor; null when somebody came before: look again.</returns>
    public async Task<Anchor?> TryAddAsync(AppKey key, Anchor next, IEnumerable<string> @while, CancellationToken cancellationToken)
    {
        CreateContainerParameters parameters = new()
        {
            Image = Image,
            Name = Names.Anchor(next.Kind, next.Key, next.Generation),
            Cmd = ["never started"],
            HostConfig = new HostConfig { NetworkMode = "none", VolumesFrom = [.. @while] },
            Labels = Labels.ForContainer(
                (Labels.Platform, options.Platform),
                (Labels.Kind, next.Kind),
                (Labels.Key, next.Key),
                (Labels.Tenant, key.Tenant.Id.ToString()),
                (Labels.Uid, key.Tenant.Uid.ToString()!),
                (Labels.Namespace, key.Namespace),
                (Labels.Name, key.Name),
                (Labels.Generation, next.Generation.ToString(CultureInfo.InvariantCulture)),
                (Labels.Removed, next.Removal switch { AnchorRemoval.None => string.Empty, AnchorRemoval.Final => "final", _ => "asked" }),
                (Labels.Record, next.Record)),
        };
        return await DecideAsync(
            async () =>
            {
                try
                {
                    return next with { Id = await CreateAsync(parameters, cancellationToken).ConfigureAwait(false), IsFinished = false };
                }
                catch (DockerImageNotFoundException)
                {
                    await MakeImageAsync(cancellationToken).ConfigureAwait(false);
                    return next with { Id = await CreateAsync(parameters, cancellationToken).ConfigureAwait(false), IsFinished = false };
                }
            }).ConfigureAwait(false);
    }

    /// <summary>
    /// Says that the change which an app's anchor records is finished, by the name of the next generation: one call that the engine decides, as
    /// it does over <see cref="TryAddAsync"/>. Whatever is made after an anchor has that name, and the anchor goes only after that is made.
    /// </summary>
    /// <param name="anchor">One that is not finished.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The anchor; null when somebody came before: look again.</returns>
    public Task<Anchor?> TryFinishAsync(Anchor anchor, CancellationToken cancellationToken) => DecideAsync(async () =>
    {
        Anchor finished = anchor with { Generation = anchor.Generation + 1, IsFinished = true };
        ContainerRenameParameters parameters = new() { NewName = Names.Anchor(finished.Kind, finished.Key, finished.Generation) };
        return await node.AskAsync(
            async (c, t) =>
            {
                await c.Containers.RenameContainerAsync(anchor.Id, parameters, t).ConfigureAwait(false);
                return finished;
            },
            cancellationToken).ConfigureAwait(false);
    });

    /// <summary>
    /// Removes the anchors below one that counts, the lowest first: while a name is free again, what whoever wants to take it has as a
    /// condition is gone already.
    /// </summary>
    public async Task RemoveBelowAsync(Anchor highest, IEnumerable<ContainerListResponse> all, CancellationToken cancellationToken)
    {
        foreach (Anchor lower in all.Select(Anchor.Of).OfType<Anchor>()
            .Where(a => a.Kind == highest.Kind && a.Key == highest.Key && a.Generation < highest.Generation).OrderBy(a => a.Generation))
        {
            await RemoveAsync(lower, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task RemoveAsync(Anchor anchor, CancellationToken cancellationToken) => node.RemoveAsync(anchor.Id, TimeSpan.Zero, cancellationToken);

    /// <summary>That a name is taken, or that what it was made for is gone.</summary>
    public static bool IsLost(DockerApiException e) =>
        e.StatusCode == HttpStatusCode.Conflict
        || (e.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound && e.Message().Contains("No such container", StringComparison.OrdinalIgnoreCase));

    /// <returns>What a step has made; null when somebody came before.</returns>
    private async Task<Anchor?> DecideAsync(Func<Task<Anchor>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (DockerApiException e) when (IsLost(e))
        {
            return null;
        }
        catch (DockerApiException e)
        {
            throw EngineError.Of(node.Name, e);
        }
    }

    private async Task<string> CreateAsync(CreateContainerParameters parameters, CancellationToken cancellationToken) =>
        (await node.AskAsync((c, t) => c.Containers.CreateContainerAsync(parameters, t), cancellationToken).ConfigureAwait(false)).ID;

    /// <summary>An image of nothing.</summary>
    private async Task MakeImageAsync(CancellationToken cancellationToken) => await node.CallAsync(
        async (c, t) =>
        {
            using MemoryStream nothing = new(new byte[1024]); // the end of an archive: two blocks of zeros
            await c.Images.CreateImageAsync(
                new ImagesCreateParameters { FromSrc = "-", Repo = Image[..Image.IndexOf(':', StringComparison.Ordinal)], Tag = Image[(Image.IndexOf(':', StringComparison.Ordinal) + 1)..] },
                nothing, null, new ImmediateProgress<JSONMessage>(_ => { }), t).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);
}
