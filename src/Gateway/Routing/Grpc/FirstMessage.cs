using Gateway.Core.Inference;
using Gateway.Routing.Replays;

namespace Gateway.Routing.Grpc;

/// <summary>Reads the first message of a call: all of it where it is kept, else as much as says what it is for.</summary>
internal static class FirstMessage
{
    /// <param name="most">Bytes that a message may have.</param>
    /// <param name="many">More messages may follow.</param>
    /// <returns>From the frame on; the caller's to free.</returns>
    /// <exception cref="BadHttpRequestException">There is none, or not one that is taken; with the HTTP status that says so.</exception>
    public static async ValueTask<ReplayBody> ReadAsync(HttpRequest request, long most, bool many, CancellationToken cancellationToken)
    {
        ReplayBody body = ReplayBody.Begin(GrpcFrame.Size);
        try
        {
            if (!await body.FillAsync(request.Body, GrpcFrame.Size, cancellationToken))
            {
                throw new BadHttpRequestException(body.Kept.IsEmpty ? "The call has no message." : "The call's body ends within a frame.");
            }

            GrpcFrame frame = GrpcFrame.Read(body.Kept);
            Check(frame, most);
            long whole = GrpcFrame.Size + (long)frame.Length;
            bool keeps = body.TryGrow(whole);
            int wanted = (int)Math.Min(whole, keeps ? whole : ReplayBody.Least);
            if (!await body.FillAsync(request.Body, wanted, cancellationToken))
            {
                throw new BadHttpRequestException($"The call's body ends within a message, after {body.Kept.Length} of its {whole} bytes.");
            }

            if (!keeps || many)
            {
                body.FollowWith(request.Body);
            }

            return body;
        }
        catch
        {
            body.Free();
            throw;
        }
    }

    /// <summary>Which model and version a kept message is for.</summary>
    /// <exception cref="BadHttpRequestException">It is no message, names no model, or names it too late.</exception>
    public static MessageHead Head(ReplayBody body)
    {
        GrpcFrame frame = GrpcFrame.Read(body.Kept);
        MessageHead head = MessageHead.Read(body.Kept[GrpcFrame.Size..], frame.Length);
        return head.State == MessageHeadState.Broken ? throw new BadHttpRequestException("The message is no valid protobuf.")
            : !head.Model.IsEmpty ? head
            : head.State == MessageHeadState.Whole ? throw new BadHttpRequestException("The message names no model.")
            : throw new BadHttpRequestException($"The message has {frame.Length} bytes and names no model within its first {ReplayBody.Least}.");
    }

    private static void Check(GrpcFrame frame, long most)
    {
        if (frame.Compressed)
        {
            throw new BadHttpRequestException("Compressed messages are not understood here; send grpc-encoding: identity.", StatusCodes.Status501NotImplemented);
        }

        if (frame.Length > most)
        {
            throw new BadHttpRequestException($"The message has {frame.Length} bytes; at most {most} are taken.", StatusCodes.Status413PayloadTooLarge);
        }
    }
}
