namespace Fovea.Results;

/// <summary>What our number says about a paper's.</summary>
public enum Verdict
{
    /// <summary>The same to the printed digit, or within the stated tolerance.</summary>
    Reproduced,

    /// <summary>The paper's number does not follow from its own definitions; the reason is given beside it.</summary>
    Slip,

    /// <summary>Ours is another number, and the difference is not explained.</summary>
    Differs,

    /// <summary>A trend the paper claims shows at our scale.</summary>
    Supported,

    /// <summary>The opposite of the claimed trend shows at our scale, or an effect where the paper sees none.</summary>
    Contradicted,

    /// <summary>Our interval includes both.</summary>
    Inconclusive,

    /// <summary>Measured at another scale or on other data than the paper's.</summary>
    NotComparable,

    /// <summary>Not computed or measured yet.</summary>
    NotRun,
}
