using System.Text;

namespace Fovea.Detection;

public sealed partial class RunLengthMask
{
    // A count is written in groups of five bits, the lowest first, one character from '0' on each; the sixth bit says
    // that more follow. From the fourth count on it is the difference to the count two before, so it has a sign.
    private const int GroupBits = 5, GroupMask = 0x1F, SignBit = 0x10, MoreBit = 0x20, LongestCount = 40;
    private const char FirstCharacter = '0', LastCharacter = 'o';

    /// <summary>The counts as COCO's files compress them (rleToString).</summary>
    public string ToCompressed()
    {
        var text = new StringBuilder();
        for (var i = 0; i < counts.Length; i++)
        {
            var value = i > 2 ? counts[i] - counts[i - 2] : counts[i];
            bool more;
            do
            {
                var group = value & GroupMask;
                value >>= GroupBits;
                more = (group & SignBit) != 0 ? value != -1 : value != 0;
                text.Append((char)(FirstCharacter + (more ? group | MoreBit : group)));
            }
            while (more);
        }
        return text.ToString();
    }

    /// <summary>The mask of counts as COCO's files compress them (rleFrString).</summary>
    /// <param name="text">The compressed counts.</param>
    /// <param name="height">Of the image, in pixels.</param>
    /// <param name="width">Of the image, in pixels.</param>
    /// <exception cref="ArgumentException">The text is damaged, or its runs do not cover the image.</exception>
    public static RunLengthMask FromCompressed(string text, int height, int width)
    {
        var counts = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            long value = 0;
            int group, bits = 0;
            do
            {
                if (at == text.Length)
                    throw new ArgumentException($"the compressed counts end within count {counts.Count}");
                if (text[at] is < FirstCharacter or > LastCharacter)
                    throw new ArgumentException($"the compressed counts have the character '{text[at]}' at {at}; expected '{FirstCharacter}' to '{LastCharacter}'");
                group = text[at++] - FirstCharacter;
                value |= (long)(group & GroupMask) << bits;
                bits += GroupBits;
            }
            while ((group & MoreBit) != 0 && bits < LongestCount);
            if ((group & SignBit) != 0)
                value |= -1L << bits;
            if (counts.Count > 2)
                value += counts[^2];
            if (value is < 0 or > int.MaxValue || (group & MoreBit) != 0)
                throw new ArgumentException($"the compressed counts give run {counts.Count} no length from 0 to {int.MaxValue}");
            counts.Add((int)value);
        }
        return new RunLengthMask(height, width, counts.ToArray());
    }
}
